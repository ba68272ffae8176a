// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BrokerWatchTest {
    private final AtomicLong nanos = new AtomicLong();
    private final BrokerWatch watch = new BrokerWatch("scorer", nanos::get);

    @Test
    void shouldReportABrokerThatIsSilentForMoreThanTenSeconds() {
        pass(Duration.ofSeconds(10));
        assertThat(watch.readyProblem()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(watch.readyProblem()).get().asString().contains("not been reached for 11 s", "The scorer continues");

        watch.reached();
        assertThat(watch.readyProblem()).isEmpty();
    }

    @Test
    void shouldLogOneLineWhenTheBrokerGoesAndOneWhenItIsBack() {
        Logger logger = (Logger) LoggerFactory.getLogger(BrokerWatch.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
        lines.start();
        try {
            watch.report();
            watch.failed("no route");
            for (int i = 0; i < 5; i++) {
                pass(Duration.ofSeconds(5));
                watch.report();
            }
            watch.reached();
            watch.report();
            watch.report();
        } finally {
            logger.detachAppender(lines);
            logger.setAdditive(true);
            logger.setLevel(null);
        }

        assertThat(lines.list)
                .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
                .satisfiesExactly(
                        gone -> assertThat(gone)
                                .startsWith("WARN scorer: the broker has not been reached for 15 s")
                                .endsWith("(no route)"),
                        back -> assertThat(back).isEqualTo("INFO scorer: the broker is reached again, after 25 s"));
    }

    /** With a session timeout of 45 s a member sends a heartbeat every 11 s: a silence of 12 s is no fault. */
    @Test
    void shouldWaitForThreeHeartbeatsWhereTheyAreRare() {
        watch.heartbeat(Duration.ofMillis(11_250));

        pass(Duration.ofSeconds(33));
        assertThat(watch.readyProblem()).isEmpty();

        pass(Duration.ofSeconds(1));
        assertThat(watch.readyProblem()).isPresent();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
