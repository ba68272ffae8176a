// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.invigil.detector.decision.CameraRule;
import dev.invigil.scorer.LogLines;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaskProportionsTest {
    private static final CameraRule SQUARE = new CameraRule(1, Optional.empty(), OptionalDouble.of(1));

    private final LogLines log = LogLines.of(MaskProportions.class, Level.WARN);
    private final MaskProportions proportions = new MaskProportions();

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void shouldWarnOnceForEachCameraWhoseImagesHaveAnotherShape() {
        for (int i = 0; i < 3; i++) {
            proportions.check("cam-1", SQUARE, 100, 100);
            proportions.check("cam-2", SQUARE, 160, 100);
            proportions.check("cam-3", CameraRule.NONE, 160, 100);
        }

        assertThat(log.lines()).singleElement().asString().startsWith("camera cam-2 sends images of 160 x 100 pixels");
    }

    /** Senders choose the names of cameras. */
    @Test
    void shouldKeepItsMemoryBoundedWhateverTheCameras() {
        for (int i = 0; i < 3000; i++) {
            proportions.check("cam-" + i, SQUARE, 160, 100);
        }

        assertThat(log.lines()).hasSize(1000);
    }
}
