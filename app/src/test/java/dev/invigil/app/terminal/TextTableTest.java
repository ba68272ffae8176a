// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
    private final TextTable table = new TextTable("product", ">parts", "basis");

    @Test
    void shouldAlignColumnsAsTextAndAsMarkdown() {
        table.row("cap", "7", "");
        table.row("lid", "120", "calibrated");

        assertThat(table).hasToString("""
                product  parts  basis
                cap          7
                lid        120  calibrated
                """);
        assertThat(table.markdown()).isEqualTo("""
                | product | parts | basis |
                | --- | ---: | --- |
                | cap | 7 |  |
                | lid | 120 | calibrated |
                """);
    }

    @Test
    void shouldKeepARowOnOneLineWhateverANameContains() {
        table.row("a\nb\tc", "7", "\u001b[31m\u2028");
        table.row("x|y", "8", "");

        assertThat(table).hasToString("""
                product  parts  basis
                a\\nb\\tc      7  \\u001b[31m\\u2028
                x|y          8
                """);
        assertThat(table.markdown()).endsWith("| x\\|y | 8 |  |\n");
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        assertThatThrownBy(() -> table.row("cap", "7")).hasMessage("a row of 3 cells, not 2");
    }
}
