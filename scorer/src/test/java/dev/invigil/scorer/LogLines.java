// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a logger, and those below it, write until this is closed. */
public final class LogLines implements AutoCloseable {
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Logger logger;
    private final Level before;

    private LogLines(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        // the appender's own list may not be read while another thread writes
        written.list = new CopyOnWriteArrayList<>();
        written.start();
        logger.setLevel(level);
        logger.addAppender(written);
    }

    /** Lines of a class, of this level and above. */
    public static LogLines of(Class<?> type, Level level) {
        return new LogLines(type.getName(), level);
    }

    /** Lines of all classes in the package of a class and in those below, of this level and above. */
    public static LogLines ofPackageOf(Class<?> type, Level level) {
        return new LogLines(type.getPackageName(), level);
    }

    /** The lines so far, oldest first. */
    public List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.detachAppender(written);
        logger.setLevel(before);
    }
}
