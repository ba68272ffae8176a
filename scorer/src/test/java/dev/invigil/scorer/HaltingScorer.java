// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.scorer.model.ModelFacts;
import dev.invigil.scorer.model.ModelOutput;
import dev.invigil.scorer.model.ScoringModel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A scorer in a process of its own whose model halts the process on images of one shade, as a crash in native code does. */
final class HaltingScorer {
    /** The shade of red that ends the process. */
    static final int DEADLY = 213;

    static final int HALTED = 134;

    private HaltingScorer() {}

    static Process start(ScorerLine line, String instance) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltingScorer.class.getName(),
                        line.kafka().bootstrapServers(),
                        line.topics().prefix(),
                        instance)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The child: runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        ScorerLine line = ScorerLine.of(arguments[0], arguments[1]);
        ScorerService scorer = line.scorer(arguments[2], DeadlyModel::new, (service, cause) -> {
            System.err.println(service + " failed: " + cause);
            Runtime.getRuntime().halt(1);
        });
        scorer.start();
    }

    private static final class DeadlyModel implements ScoringModel {
        private final BrightnessModel model = new BrightnessModel(() -> LockSupport.parkNanos(5_000_000));

        @Override
        public ModelFacts facts() {
            return model.facts();
        }

        @Override
        public List<ModelOutput> score(List<RgbImage> images) {
            if (images.stream().anyMatch(image -> (image.rgb()[0] & 0xff) == DEADLY)) {
                Runtime.getRuntime().halt(HALTED);
            }
            return model.score(images);
        }

        @Override
        public long liveNativeResources() {
            return model.liveNativeResources();
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
