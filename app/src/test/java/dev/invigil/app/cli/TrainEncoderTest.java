// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoder and size are checked before any image is looked at: there is no data here. */
class TrainEncoderTest {
    private static final String TRAIN = "train --data /nowhere/at/all --detector %s --backbone %s --size %s --out %s";

    @TempDir
    private Path folder;

    private Path encoder;

    @BeforeEach
    void write() throws IOException {
        encoder = SmallTransformer.write(folder.resolve("vit.safetensors"));
    }

    @Test
    void shouldSayFirstThatTheEncoderDoesNotFitTheDetector() {
        assertThat(refusal("invad", "140")).contains("the detector invad needs a ResNet as its encoder, not vit");
        assertThat(refusal("invad", "112")).contains("the detector invad needs a ResNet as its encoder, not vit");
    }

    @Test
    void shouldRefuseTooManyAndTooFewPatches() {
        assertThat(refusal("memory", "4088"))
                .contains(
                        "at most 4096 patches of 8 pixels, but 4088 x 4088 has 261121; the largest size is --size 512");
        assertThat(refusal("memory", "16")).contains("at least 4 x 4 patches", "choose --size 32 or larger");
        assertThat(refusal("memory", "50")).contains("choose --size 48");
        encoder = Path.of("tiny");
        assertThat(refusal("memory", "16"))
                .contains(
                        "the detector memory needs at least 4 x 4 patches of 8 pixels, but 16 x 16 has 2 x 2; choose --size 32");
        assertThat(refusal("memory", "4096")).contains("at most 16384 patches", "the largest size is --size 1024");
    }

    private String refusal(String detector, String size) {
        CommandTree ran = CommandTree.run(TRAIN, detector, encoder, size, folder.resolve("bundle"));
        assertThat(ran.exitCode()).as(ran.err()).isEqualTo(1);
        return ran.err();
    }
}
