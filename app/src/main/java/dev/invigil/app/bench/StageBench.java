// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.bench;

import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.scorer.model.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures each stage alone, with the whole machine for it. */
final class StageBench {
    private static final double NANOS = 1e9;

    private final List<BenchImage> images;
    private final ScoringModel model;
    private final int batch;
    private final ImageDecoder decoder;
    private final List<RgbImage> prepared = new ArrayList<>();

    /**
     * @param model open on the calling thread, which makes all calls
     * @param batch images in a batch
     */
    StageBench(List<BenchImage> images, ScoringModel model, int batch) throws UnreadableImageException {
        this.images = images;
        this.model = model;
        this.batch = batch;
        this.decoder = new ImageDecoder(
                DecodeLimits.standard(), model.facts().preprocessing().window());
        for (BenchImage image : images.subList(0, Math.min(images.size(), 4 * batch))) {
            prepared.add(decode(image));
        }
    }

    /** Frames per second of decoding and resizing, measured for about {@code seconds}. */
    double decode(int threads, double seconds) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            AtomicInteger next = new AtomicInteger();
            long begin = System.nanoTime();
            Callable<Integer> work = () -> {
                int done = 0;
                while (System.nanoTime() - begin < seconds * NANOS) {
                    decode(images.get(Math.floorMod(next.getAndIncrement(), images.size())));
                    done++;
                }
                return done;
            };
            List<Future<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(pool.submit(work));
            }
            int frames = 0;
            for (Future<Integer> worker : workers) {
                frames += worker.get();
            }
            return frames / ((System.nanoTime() - begin) / NANOS);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Frames a second of the bare forward pass in full batches, from pixels to raw maps on the heap, measured for about {@code seconds}. */
    double forward(double seconds) {
        List<RgbImage> full = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            full.add(prepared.get(i % prepared.size()));
        }
        long begin = System.nanoTime();
        int frames = 0;
        while (System.nanoTime() - begin < seconds * NANOS) {
            frames += model.score(full).size();
        }
        return frames / ((System.nanoTime() - begin) / NANOS);
    }

    private RgbImage decode(BenchImage image) throws UnreadableImageException {
        return model.facts().preprocessing().prepare(decoder.decode(image.file()));
    }
}
