// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({"0B,0", "512B,512", "64KiB,65536", "16MiB,16777216", "2GiB,2147483648", "1025KiB,1049600"})
    void shouldReadAndWriteTheSameText(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "16", "16MB", "-1B", "1.5GiB", "MiB"})
    void shouldRefuseOtherText(String text) {
        assertThatThrownBy(() -> DataSize.parse(text)).hasMessageContaining("16MiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999999999GiB",
                "8589934592GiB",
                "999999999999GiB",
                "9223372036854775808B",
                "99999999999999999999999999 MiB"
            })
    void shouldNameTheLargestSizeForOneThatDoesNotFit(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"" + text + "\" is too large a size; write at most 8589934591GiB as a whole number with B,"
                                + " KiB, MiB or GiB, such as 16MiB");
    }

    @Test
    void shouldReadTheLargestSizes() {
        assertThat(DataSize.parse("8589934591GiB")).isEqualTo(new DataSize(8_589_934_591L << 30));
        assertThat(DataSize.parse("9223372036854775807B")).isEqualTo(new DataSize(Long.MAX_VALUE));
        assertThat(DataSize.parse("0000000000000001B")).isEqualTo(new DataSize(1));
    }

    @Test
    void shouldRefuseSizesThatDoNotFit() {
        assertThatThrownBy(() -> DataSize.parse("2GiB").toInt()).hasMessageContaining("2GiB");
    }
}
