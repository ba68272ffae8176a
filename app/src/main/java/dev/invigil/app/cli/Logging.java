// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Where the log goes: standard error by default (logback.xml). */
final class Logging {
    private Logging() {}

    /** Our own services log warnings and errors only. */
    static void quiet() {
        Logger ours = (Logger) LoggerFactory.getLogger("dev.invigil");
        if (!ours.isDebugEnabled()) {
            ours.setLevel(Level.WARN);
        }
    }

    /** The log of Kafka's own classes goes to this file only. Our services say what an operator has to know. */
    static void kafkaToFile(Path file) {
        FileAppender<ILoggingEvent> appender = appender(file);
        for (String name : List.of("kafka", "org.apache.kafka", "state.change.logger")) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            logger.setAdditive(false);
            logger.addAppender(appender);
        }
    }

    /** Log to a new file from now on, because the live view uses the screen. */
    static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = appender(file);
        Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
    }

    private static FileAppender<ILoggingEvent> appender(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new OperatorException(
                    "the folder " + file.getParent() + " cannot be created (" + e.getMessage()
                            + "); set INVIGIL_HOME to a writable folder",
                    e);
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogEncoder encoder = new LogEncoder();
        encoder.setContext(context);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setAppend(false);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
