// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class LifecycleTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(10));

    @Test
    void shouldStartInOrderAndStopInReverse() throws Exception {
        lifecycle.add(service("a")).add(service("b")).add(service("c"));
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.LATENT);

        lifecycle.start();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STARTED);
        lifecycle.stop();

        assertThat(events).containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
        assertThat(lifecycle.exitCode()).isZero();
    }

    @Test
    void shouldStopWhatRunsWhenAServiceCannotStart() {
        IOException cause = new IOException("no");
        lifecycle
                .add(service("a"))
                .add(new FakeService("b") {
                    @Override
                    public void start() throws IOException {
                        throw cause;
                    }
                })
                .add(service("c"));

        assertThatThrownBy(lifecycle::start).isSameAs(cause);

        assertThat(events).containsExactly("start a", "stop a");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.FAILED);
        assertThat(lifecycle.exitCode()).isEqualTo(Lifecycle.EXIT_BUG);
    }

    @Test
    void shouldSuppressFailuresToStopInTheFirstFailure() {
        IllegalStateException first = new IllegalStateException("start");
        IllegalStateException second = new IllegalStateException("stop");
        lifecycle
                .add(new FakeService("a") {
                    @Override
                    public void stop() {
                        throw second;
                    }
                })
                .add(new FakeService("b") {
                    @Override
                    public void start() {
                        throw first;
                    }
                });

        assertThatThrownBy(lifecycle::start).isSameAs(first).hasSuppressedException(second);
    }

    @Test
    void shouldEndTheProcessWhenAServiceFailsFatally() throws Exception {
        lifecycle.add(service("a")).add(service("b"));
        lifecycle.start();

        lifecycle.failed("b", new OperatorException("the broker is gone; start it"));
        lifecycle.awaitEnd();

        assertThat(events).endsWith("stop b", "stop a");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.FAILED);
        assertThat(lifecycle.failure())
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("the broker is gone");
        assertThat(lifecycle.exitCode()).isEqualTo(Lifecycle.EXIT_OPERATOR);
    }

    @Test
    void shouldThrowWhatFailedWhileOthersWereStarting() {
        OperatorException cause = new OperatorException("gone");
        lifecycle
                .add(new FakeService("a") {
                    @Override
                    public void start() {
                        events.add("start a");
                        lifecycle.failed("a", cause);
                        awaitState(Lifecycle.State.STOPPING);
                    }
                })
                .add(service("b"));

        assertThatThrownBy(lifecycle::start).isSameAs(cause);

        assertThat(events).containsExactly("start a", "stop a");
    }

    @Test
    void shouldStopTheServiceThatWasStartingWhenTheProcessWasStopped() throws Exception {
        lifecycle
                .add(service("a"))
                .add(new FakeService("b") {
                    @Override
                    public void start() {
                        lifecycle.stop();
                        events.add("start b");
                    }
                })
                .add(service("c"));

        lifecycle.start();

        assertThat(events).containsExactly("start a", "stop a", "start b", "stop b");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
    }

    @Test
    void shouldInterruptAndAwaitTheServiceThatIsStartingBeforeItStopsTheOthers() throws Exception {
        CountDownLatch inStart = new CountDownLatch(1);
        lifecycle.add(service("a")).add(new FakeService("slow") {
            @Override
            public void start() throws InterruptedException {
                inStart.countDown();
                try {
                    new CountDownLatch(1).await();
                } finally {
                    events.add("start of slow was given up");
                }
            }
        });
        Thread stopper = new Thread(() -> {
            awaitQuietly(inStart);
            lifecycle.stop();
            events.add("all stopped");
        });
        stopper.start();

        lifecycle.start();
        stopper.join();

        assertThat(events).containsExactly("start a", "start of slow was given up", "stop a", "all stopped");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
        assertThat(lifecycle.exitCode()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldNameNoClassWhenAServiceIsStoppedDuringItsStart() throws Exception {
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Lifecycle.class);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(written);
        written.start();
        try {
            for (Exception cause : List.of(
                    new OperatorException("interrupted while preparing the topics at localhost:29092"),
                    new InterruptedException("sleep interrupted"))) {
                Lifecycle stopped = new Lifecycle(Duration.ofSeconds(10));
                stopped.add(new FakeService("ingest") {
                    @Override
                    public void start() throws Exception {
                        stopped.stop();
                        throw cause;
                    }
                });
                stopped.start();
            }
        } finally {
            logger.detachAppender(written);
            logger.setAdditive(true);
            logger.setLevel(null);
        }

        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "ingest was stopped during its start: interrupted while preparing the topics at"
                                + " localhost:29092",
                        "ingest was stopped during its start");
    }

    @Test
    void shouldStopTheServiceFirstThatHasStartedAllTheSame() throws Exception {
        CountDownLatch inStart = new CountDownLatch(1);
        lifecycle.add(service("a")).add(new FakeService("deaf") {
            @Override
            public void start() {
                inStart.countDown();
                awaitState(Lifecycle.State.STOPPING);
                events.add("start deaf");
            }
        });
        Thread stopper = new Thread(() -> {
            awaitQuietly(inStart);
            lifecycle.stop();
        });
        stopper.start();

        lifecycle.start();
        stopper.join();

        assertThat(events)
                .startsWith("start a", "start deaf")
                .endsWith("stop a")
                .contains("stop deaf");
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
    }

    @Test
    void shouldLeaveBehindAServiceThatDoesNotStopWithinItsBound() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Lifecycle impatient = new Lifecycle(Duration.ofMillis(50));
        impatient.add(service("a")).add(new FakeService("stuck") {
            @Override
            public void stop() throws InterruptedException {
                try {
                    new CountDownLatch(1).await();
                } finally {
                    interrupted.countDown();
                }
            }
        });
        impatient.start();

        impatient.stop();

        interrupted.await();
        assertThat(events).contains("stop a");
        assertThat(impatient.state()).isEqualTo(Lifecycle.State.FAILED);
        assertThat(impatient.failure())
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("stuck", "50 ms");
    }

    @Test
    void shouldStopOnceHoweverOftenItIsAsked() throws Exception {
        lifecycle.add(service("a"));
        lifecycle.start();

        Thread other = new Thread(lifecycle::stop);
        other.start();
        lifecycle.stop();
        other.join();
        lifecycle.close();

        assertThat(events).containsExactly("start a", "stop a");
    }

    @Test
    void shouldRefuseToStartTwiceOrToGrowWhileRunning() throws Exception {
        lifecycle.start();

        assertThatThrownBy(lifecycle::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lifecycle.add(service("late"))).hasMessageContaining("late");
        lifecycle.stop();
    }

    @Test
    void shouldStopWithoutHavingStarted() {
        lifecycle.add(service("a")).stop();

        assertThat(events).isEmpty();
        assertThat(lifecycle.state()).isEqualTo(Lifecycle.State.STOPPED);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitState(Lifecycle.State state) {
        while (lifecycle.state() != state) {
            Thread.onSpinWait();
        }
    }

    private Service service(String name) {
        return new FakeService(name);
    }

    private class FakeService implements Service {
        private final String name;

        FakeService(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() throws Exception {
            events.add("start " + name);
        }

        @Override
        public void stop() throws Exception {
            events.add("stop " + name);
        }
    }
}
