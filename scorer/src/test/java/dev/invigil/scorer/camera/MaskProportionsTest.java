// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.invigil.detector.decision.CameraRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MaskProportionsTest {
    private static final CameraRule SQUARE = new CameraRule(1, Optional.empty(), OptionalDouble.of(1));

    private final Logger logger = (Logger) LoggerFactory.getLogger(MaskProportions.class);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final MaskProportions proportions = new MaskProportions();

    @BeforeEach
    void listen() {
        written.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(written);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(written);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void shouldWarnOnceForEachCameraWhoseImagesHaveAnotherShape() {
        for (int i = 0; i < 3; i++) {
            proportions.check("cam-1", SQUARE, 100, 100);
            proportions.check("cam-2", SQUARE, 160, 100);
            proportions.check("cam-3", CameraRule.NONE, 160, 100);
        }

        assertThat(lines()).singleElement().asString().startsWith("camera cam-2 sends images of 160 x 100 pixels");
    }

    /** Senders choose the names of cameras. */
    @Test
    void shouldKeepItsMemoryBoundedWhateverTheCameras() {
        for (int i = 0; i < 3000; i++) {
            proportions.check("cam-" + i, SQUARE, 160, 100);
        }

        assertThat(lines()).hasSize(1000);
    }

    private List<String> lines() {
        return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
