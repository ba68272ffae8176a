// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.Fixtures;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Decoding, conversion and resizing against Pillow, byte for byte. */
class PreprocessParityTest {
    private static final TensorFile TENSORS = Fixtures.tensors("preprocess");
    private static final ImageDecoder DECODER = new ImageDecoder();

    @TestFactory
    Stream<DynamicTest> shouldShrinkAPictureAsPillowDoes() {
        return each("image/resized_u8.", want -> {
            RgbImage image = DECODER.decode(png("preprocess_image"));
            assertThat(image.resized(want.size(0), want.size(1)).rgb()).isEqualTo(want.bytes());
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldShrinkAMaskAsTheReferenceDoes() {
        return each("mask/resized_u8.", want -> {
            GreyImage spread = DefectMask.spread(DECODER.decodeGrey(png("preprocess_mask")));
            assertThat(spread.resized(want.size(0), want.size(1), ResizeFilter.BILINEAR)
                            .grey())
                    .isEqualTo(want.bytes());
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldCallTheSamePixelsDefectAsTheReference() {
        return each("mask/binary.", want -> {
            GreyImage annotation = DECODER.decodeGrey(png("preprocess_mask"));
            assertThat(DefectMask.of(annotation, want.size(-2), want.size(-1)).values())
                    .isEqualTo(want.bytes());
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldPickTheNearestSampleAsPillowDoes() {
        return each("mask/nearest_u8.", want -> {
            GreyImage annotation = DECODER.decodeGrey(png("preprocess_mask"));
            assertThat(annotation
                            .resized(want.size(0), want.size(1), ResizeFilter.NEAREST)
                            .grey())
                    .isEqualTo(want.bytes());
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldConvertToRgbAsPillowDoes() {
        return TENSORS.under("convert/").entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    HostTensor want = entry.getValue();
                    RgbImage image =
                            DECODER.decode(png("preprocess_" + entry.getKey().replace("_rgb_u8", "")));
                    assertThat(image.height()).isEqualTo(want.size(0));
                    assertThat(image.width()).isEqualTo(want.size(1));
                    assertThat(image.rgb()).isEqualTo(want.bytes());
                }));
    }

    @Test
    void shouldEnlargeAsPillowDoes() {
        shouldResize("small/rgb_u8", "small/bilinear_up_u8", ResizeFilter.BILINEAR);
    }

    @Test
    void shouldResizeByLanczosAsPillowDoes() {
        shouldResize("cifar/rgb_u8", "cifar/lanczos_u8", ResizeFilter.LANCZOS);
    }

    private static void shouldResize(String from, String to, ResizeFilter filter) {
        HostTensor in = TENSORS.tensor(from);
        HostTensor want = TENSORS.tensor(to);
        RgbImage image = new RgbImage(in.size(0), in.size(1), in.bytes());
        assertThat(image.resized(want.size(0), want.size(1), filter).rgb()).isEqualTo(want.bytes());
    }

    @FunctionalInterface
    private interface Check {
        void accept(HostTensor want) throws IOException, UnreadableImageException;
    }

    /** One test per tensor of that kind, whatever its size; a fixture without any is itself a failure. */
    private static Stream<DynamicTest> each(String prefix, Check check) {
        assertThat(TENSORS.under(prefix)).isNotEmpty();
        return TENSORS.under(prefix).entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(prefix + entry.getKey(), () -> check.accept(entry.getValue())));
    }

    private static byte[] png(String name) throws IOException {
        return Files.readAllBytes(Fixtures.path(name + ".png"));
    }
}
