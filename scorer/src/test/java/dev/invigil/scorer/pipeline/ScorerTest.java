// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ModelSupply;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScorerTest {
    @Test
    void shouldLeaveNoThreadWhenItsStartIsInterrupted() throws Exception {
        CountDownLatch warming = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        FakeModel model = new FakeModel() {
            @Override
            public List<ModelOutput> score(List<RgbImage> images) {
                warming.countDown();
                awaitInterrupt();
                return super.score(images);
            }
        };
        Scorer scorer = scorer(model);
        Thread starting = new Thread(() -> {
            try {
                scorer.start();
            } catch (InterruptedException | RuntimeException e) {
                thrown.complete(e);
            }
        });
        starting.start();
        warming.await();

        starting.interrupt();

        assertThat(thrown.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(model.closed).as("the device thread has ended").isTrue();
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Scorer scorer(FakeModel model) {
        Duration minute = Duration.ofMinutes(1);
        return new Scorer(
                new Scorer.Settings(
                        "invigil.",
                        "scorer",
                        new ScoringStages.Settings(
                                4,
                                Duration.ofMillis(1),
                                new DecodePool.Limits(1, 1 << 20, Duration.ofMinutes(1)),
                                1,
                                10_000,
                                100_000,
                                CameraRuleEntries.NONE,
                                new MapPolicy(0)),
                        new LoadLimit(4, 1 << 20),
                        Duration.ofMillis(100),
                        minute,
                        100,
                        new DeviceWatch.Limits(minute, minute, minute),
                        minute),
                ModelSupply.of(() -> model),
                new NoBroker(),
                new ScorerMetrics(new PrometheusRegistry()),
                failure -> {});
    }

    /** Topics are there; nothing else is asked for before the model is open. */
    private static final class NoBroker implements KafkaClientFactory {
        @Override
        public void prepare() {}

        @Override
        public Consumer<String, byte[]> consumer() {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Producer<String, byte[]> shadowProducer() {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Consumer<String, byte[]> models() {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Consumer<String, byte[]> thresholds() {
            throw new IllegalStateException("not reached");
        }

        @Override
        public WorkNotes notes() {
            throw new IllegalStateException("not reached");
        }

        @Override
        public Producer<String, byte[]> producer() {
            throw new IllegalStateException("not reached");
        }
    }
}
