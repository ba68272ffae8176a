// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {

    @ParameterizedTest
    @CsvSource({
        "ffd8ffe000104a46, JPEG",
        "89504e470d0a1a0a, PNG",
        "424d36000000,     BMP",
        "49492a0008000000, TIFF",
        "4d4d002a00000008, TIFF",
    })
    void shouldTellTheFormatByTheFirstBytes(String hex, ImageFormat format) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ff", "ffd8", "3c68746d6c3e", "89504e470d0a1a", "52494646", "474946383961", "49492b00"})
    void shouldNotTakeAnythingElseForAnImage(String hex) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(hex))).isEmpty();
    }

    @Test
    void shouldGiveIdsThatDependOnTheBordersOfTheParts() {
        assertThat(Sha256.id("ab", "c")).isNotEqualTo(Sha256.id("a", "bc")).hasSize(32);
        assertThat(Sha256.of(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
