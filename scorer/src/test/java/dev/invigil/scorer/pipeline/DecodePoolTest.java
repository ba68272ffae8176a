// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.OperatorException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DecodePoolTest {
    private static final long BROKEN = 99;
    private static final Duration TIME = Duration.ofMinutes(5);

    /** Frames whose decoder waits until the latch is opened, by offset. */
    private final Map<Long, CountDownLatch> slow = new ConcurrentHashMap<>();
    /** What happened, in order: "started 1", "done 1", "given up 1". */
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final AtomicLong clock = new AtomicLong();
    private DecodePool pool;

    @AfterEach
    void close() {
        slow.values().forEach(CountDownLatch::countDown);
        if (pool != null) {
            pool.close();
        }
    }

    @Test
    void shouldServeOtherCamerasWhileOneIsSlow() throws Exception {
        open(1);
        hang(1);
        submit(1, "slow");
        submit(2, "slow");
        submit(3, "slow");
        expect("started 1");

        submit(4, "quick");
        expect("started 4", "done 4");
        submit(5, "other");
        expect("started 5", "done 5");
        assertThat(events).as("the slow camera has one frame in work").isEmpty();

        slow.get(1L).countDown();
        expect("done 1", "started 2", "done 2", "started 3", "done 3");
    }

    @Test
    void shouldGiveUpADecoderThatHangsAndReplaceItsThread() throws Exception {
        open(1);
        hang(1);
        submit(1, "cam");
        expect("started 1");
        clock.addAndGet(2 * TIME.toNanos());
        pool.giveUpOverdue();
        assertThat(events).as("not overdue yet").isEmpty();

        clock.addAndGet(1);
        pool.giveUpOverdue();
        expect("given up 1");
        submit(2, "cam");
        expect("started 2", "done 2");
        slow.get(1L).countDown();
        submit(3, "cam");
        expect("started 3", "done 3");
        assertThat(events).as("the late result has been dropped").isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void shouldFailWhenTooManyDecodersHang() throws Exception {
        open(1);
        for (int frame = 1; frame <= 3; frame++) {
            hang(frame);
            submit(frame, "cam");
            expect("started " + frame);
            clock.addAndGet(2 * TIME.toNanos() + 1);
            pool.giveUpOverdue();
            expect("given up " + frame);
        }
        assertThat(failures.take()).isInstanceOf(OperatorException.class).hasMessageContaining("3 decoders hang");
    }

    @Test
    void shouldSayWhichFrameFailed() throws Exception {
        open(1);
        submit(BROKEN, "cam");
        assertThat(failures.take()).hasMessage("frame " + BROKEN);
        submit(2, "cam");
        expect("started 2", "done 2");
    }

    @Test
    void shouldTakeTurnsAmongCamerasAndKeepEachOnesOrder() throws Exception {
        CameraQueue queue = new CameraQueue(9);
        for (int frame = 0; frame < 4; frame++) {
            queue.add(frame(frame, "a"));
        }
        queue.add(frame(10, "b"));
        queue.add(frame(20, "c"));
        queue.add(frame(11, "b"));

        CameraQueue.Next a0 = take(queue, 0);
        CameraQueue.Next b10 = take(queue, 10);
        take(queue, 20);
        take(queue, 1);
        queue.finished(b10);
        take(queue, 11);
        queue.finished(a0);
        take(queue, 2);
    }

    private static CameraQueue.Next take(CameraQueue queue, long expected) throws InterruptedException {
        CameraQueue.Next next = queue.take().orElseThrow();
        assertThat(next.frame().ref().offset()).isEqualTo(expected);
        return next;
    }

    private void open(int threads) {
        pool = new DecodePool(new DecodePool.Limits(threads, 1000, TIME), new Recorder(), clock::get);
    }

    private void hang(long frame) {
        slow.put(frame, new CountDownLatch(1));
    }

    private void submit(long frame, String camera) {
        pool.submit(frame(frame, camera));
    }

    private static Accepted frame(long offset, String camera) {
        return Frames.accepted(offset, "bottle", camera, new byte[1], Optional.empty());
    }

    private void expect(String... expected) throws InterruptedException {
        for (String event : expected) {
            assertThat(events.take()).isEqualTo(event);
        }
    }

    private final class Recorder implements DecodePool.Work {
        @Override
        public void decode(Accepted frame, DecodePool.Attempt attempt) throws InterruptedException {
            long offset = frame.ref().offset();
            if (offset == BROKEN) {
                throw new IllegalStateException("frame " + offset);
            }
            try {
                attempt.begin(10);
            } catch (MemoryBudget.ExceededException e) {
                throw new IllegalStateException(e);
            }
            events.add("started " + offset);
            awaitIgnoringInterrupts(slow.get(offset));
            if (attempt.finish()) {
                events.add("done " + offset);
            }
        }

        /** As a native decoder does. */
        private void awaitIgnoringInterrupts(CountDownLatch latch) {
            boolean isOpen = latch == null;
            while (!isOpen) {
                try {
                    latch.await();
                    isOpen = true;
                } catch (InterruptedException e) {
                    isOpen = latch.getCount() == 0;
                }
            }
        }

        @Override
        public void givenUp(Accepted frame) {
            events.add("given up " + frame.ref().offset());
        }

        @Override
        public void failed(Accepted frame, Throwable cause) {
            failures.add(cause);
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    }
}
