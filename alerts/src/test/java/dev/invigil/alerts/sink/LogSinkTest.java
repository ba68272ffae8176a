// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

class LogSinkTest extends SinkContract {
    private static final Pattern LINE =
            Pattern.compile("log: K_OF_N (OPENED|UPDATED|CLOSED) at ([^/]+)/(.*): 5 of the last .*, alert (\\S+)\\)");

    @Override
    Receiver receiver() {
        return new LogReceiver();
    }

    @Override
    boolean canBeDown() {
        return false;
    }

    private static final class LogReceiver implements Receiver {
        private final Logger logger = (Logger) LoggerFactory.getLogger(LogSink.class);
        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

        LogReceiver() {
            logger.setLevel(Level.INFO);
            logger.setAdditive(false);
            logger.addAppender(lines);
            lines.start();
        }

        @Override
        public String yaml() {
            return "{name: log, log: {}}";
        }

        @Override
        public void up() {}

        @Override
        public void down() {
            throw new IllegalStateException("a log is never down");
        }

        @Override
        public List<Received> received() {
            List<Received> received = new ArrayList<>();
            Set<String> ids = new HashSet<>();
            for (ILoggingEvent line : lines.list) {
                Matcher matcher = LINE.matcher(line.getFormattedMessage());
                if (!matcher.matches()) {
                    throw new AssertionError("unexpected line: " + line.getFormattedMessage());
                }
                if (ids.add(matcher.group(4))) {
                    received.add(new Received(
                            matcher.group(2),
                            matcher.group(3),
                            !matcher.group(1).equals("CLOSED")));
                }
            }
            return received;
        }

        @Override
        public void close() {
            logger.detachAppender(lines);
            logger.setAdditive(true);
            logger.setLevel(null);
        }
    }
}
