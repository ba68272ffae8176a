// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatLogTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final RepeatLog log = new RepeatLog(logger(), Duration.ofSeconds(10), now::get);

    @Test
    void shouldLogOnceInAnIntervalForEachReasonAndCountTheRest() {
        for (int i = 0; i < 1000; i++) {
            log.info("BUSY", "busy " + i);
            log.info("EMPTY", "empty " + i);
        }
        assertThat(lines()).containsExactly("busy 0", "empty 0");

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        log.info("BUSY", "busy again");
        log.flush();

        assertThat(lines())
                .containsExactly(
                        "busy 0",
                        "empty 0",
                        "busy again (999 more were suppressed since the last such message)",
                        "EMPTY: 999 more messages like the last one were suppressed");
    }

    @Test
    void shouldLogTheLatestSuppressedMessageAfterTheInterval() {
        for (int i = 0; i < 1000; i++) {
            log.info("LEVEL", "the level is " + i);
        }
        log.logDue();
        assertThat(lines()).containsExactly("the level is 0");

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        log.logDue();
        log.logDue();
        log.flush();

        assertThat(lines())
                .containsExactly(
                        "the level is 0", "the level is 999 (998 more were suppressed since the last such message)");
    }

    @Test
    void shouldKeepItsMemoryBoundedWhateverTheReasons() {
        for (int i = 0; i < 10_000; i++) {
            log.warn("reason " + i, "message " + i);
        }
        assertThat(lines()).hasSize(101);
        assertThat(written.list).allMatch(event -> event.getLevel() == Level.WARN);
    }

    private Logger logger() {
        Logger logger = new LoggerContext().getLogger("test");
        written.start();
        logger.addAppender(written);
        return logger;
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
