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

    @Test
    void shouldRefuseSizesThatDoNotFit() {
        assertThatThrownBy(() -> DataSize.parse("999999999999GiB")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> DataSize.parse("2GiB").toInt()).hasMessageContaining("2GiB");
    }
}
