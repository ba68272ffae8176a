// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.benchmark.report.PartImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small JPEG files of the parts that are shown on the page. A part without files is listed by its name. */
public interface GatePictures {
    /** No files. */
    GatePictures NONE = new GatePictures() {
        @Override
        public Optional<Path> image(String file) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> activeHeat(String file) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> candidateHeat(String file) {
            return Optional.empty();
        }
    };

    /** @param file of the part, as in {@link dev.invigil.trainer.gate.PartFlip} */
    Optional<Path> image(String file);

    /** The image under the anomaly map of the active model. */
    Optional<Path> activeHeat(String file);

    /** The image under the anomaly map of the candidate. */
    Optional<Path> candidateHeat(String file);

    /** The files that two evaluations wrote, see {@link dev.invigil.trainer.evaluate.HeldOutEvaluation}. */
    static GatePictures of(Path active, Path candidate) {
        return new GatePictures() {
            @Override
            public Optional<Path> image(String file) {
                return existing(PartImages.image(candidate, file));
            }

            @Override
            public Optional<Path> activeHeat(String file) {
                return existing(PartImages.heat(active, file));
            }

            @Override
            public Optional<Path> candidateHeat(String file) {
                return existing(PartImages.heat(candidate, file));
            }
        };
    }

    private static Optional<Path> existing(Path file) {
        return Optional.of(file).filter(Files::isRegularFile);
    }
}
