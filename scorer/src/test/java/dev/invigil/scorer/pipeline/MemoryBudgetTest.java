// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryBudgetTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MemoryBudget budget = new MemoryBudget(100);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void shouldLetALargeOneWaitAndASmallOneBehindIt() throws Exception {
        MemoryBudget.Reservation held = budget.reserve(60);
        CompletableFuture<MemoryBudget.Reservation> large = reserve(80);
        await().until(() -> budget.waiting() == 1);
        CompletableFuture<MemoryBudget.Reservation> small = reserve(10);
        await().until(() -> budget.waiting() == 2);
        assertThat(large).isNotDone();
        assertThat(small).as("it would fit, but does not pass the large one").isNotDone();

        held.close();
        large.join();
        small.join();
        assertThat(budget.free()).isEqualTo(10);
        large.join().close();
        large.join().close();
        assertThat(budget.free()).as("closed twice, given back once").isEqualTo(90);
    }

    @Test
    void shouldRefuseWhatWillNeverFit() throws Exception {
        assertThatThrownBy(() -> budget.reserve(101)).isInstanceOf(MemoryBudget.ExceededException.class);
        assertThat(budget.waiting()).isZero();

        MemoryBudget.Reservation hanging = budget.reserve(60);
        CompletableFuture<MemoryBudget.Reservation> waiting = reserve(80);
        await().until(() -> budget.waiting() == 1);
        hanging.lose();
        assertThat(waiting).failsWithin(Duration.ofSeconds(30));
        budget.reserve(40).close();
        hanging.close();
        budget.reserve(100).close();
        assertThat(budget.free()).isEqualTo(100);
    }

    @Test
    void shouldNeverGiveMoreThanThereIs() throws Exception {
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        CountDownLatch done = new CountDownLatch(8);
        for (int thread = 0; thread < 8; thread++) {
            Random random = new Random(thread);
            threads.execute(() -> {
                for (int i = 0; i < 500; i++) {
                    long bytes = 1L + random.nextInt(100);
                    try (MemoryBudget.Reservation taken = budget.reserve(bytes)) {
                        assertThat(taken).isNotNull();
                        most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                        held.addAndGet(-bytes);
                    } catch (InterruptedException | MemoryBudget.ExceededException e) {
                        throw new IllegalStateException(e);
                    }
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(most.get()).isBetween(50L, 100L);
        assertThat(budget.free()).isEqualTo(100);
    }

    private CompletableFuture<MemoryBudget.Reservation> reserve(long bytes) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return budget.reserve(bytes);
                    } catch (InterruptedException | MemoryBudget.ExceededException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }
}
