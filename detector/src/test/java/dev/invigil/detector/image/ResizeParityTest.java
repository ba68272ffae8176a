// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.Fixtures;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import org.junit.jupiter.api.Test;

/** Resizes whose input and output are both in the file. */
class ResizeParityTest {
    private static final TensorFile TENSORS = Fixtures.tensors("preprocess");

    @Test
    void shouldEnlargeAsPillowDoes() {
        shouldMatch("small/rgb_u8", "small/bilinear_up_u8", ResizeFilter.BILINEAR);
    }

    @Test
    void shouldResizeByLanczosAsPillowDoes() {
        shouldMatch("cifar/rgb_u8", "cifar/lanczos_u8", ResizeFilter.LANCZOS);
    }

    private static void shouldMatch(String from, String to, ResizeFilter filter) {
        HostTensor in = TENSORS.tensor(from);
        HostTensor want = TENSORS.tensor(to);
        RgbImage image = new RgbImage(in.size(0), in.size(1), in.bytes());
        assertThat(image.resized(want.size(0), want.size(1), filter).rgb()).isEqualTo(want.bytes());
    }
}
