// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.detector.image.DecodeLimits;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.SampleWindow;
import dev.invigil.detector.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A process with a small heap that decodes the given files, each four times at once, and prints what became of each. */
final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] files) throws Exception {
        long memory = Runtime.getRuntime().maxMemory() / 10 * 3;
        DecodeStage stage = new DecodeStage(
                new ImageDecoder(DecodeLimits.standard().withMaxMemory(memory), SampleWindow.FULL),
                1 << 24,
                Preprocessing.imageNet(256, 256),
                Set.of("bottle"),
                System::nanoTime);
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        Attempts work = new Attempts(
                stage,
                result -> results.add(
                        result instanceof DecodeStage.Result.Bad bad
                                ? bad.refusal().reason().name()
                                : "DECODED"));
        try (DecodePool pool =
                new DecodePool(new DecodePool.Limits(4, memory, Duration.ofMinutes(5)), work, System::nanoTime)) {
            for (String file : files) {
                byte[] image = Files.readAllBytes(Path.of(file));
                for (int copy = 0; copy < 4; copy++) {
                    pool.submit(Frames.accepted(copy, "bottle", "cam" + copy, image, Optional.empty()));
                }
                System.out.println(
                        file + " " + List.of(results.take(), results.take(), results.take(), results.take()));
            }
        }
        System.out.println("failures " + work.failures);
    }
}
