// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelCommandTest {
    /** No broker is asked: the address cannot be used. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "label;Missing required parameter: FRAME",
                "label f-1;Missing required parameter: good or defective",
                "label f-1 fine;write good or defective after FRAME, not fine",
                "label f-1 good --class scratch;--class is only for a defective part",
                "label f-1 defective --class good;--class must name a kind of defect",
                "label . good;FRAME must have 1 to 200 characters",
                "label f-1 good --clear;--clear withdraws the label",
                "label f-1 good --by .;a label needs frameId and by"
            },
            quoteCharacter = '"',
            maxCharsPerColumn = 1000)
    void shouldRefuseWrongUsage(String command, String message) {
        CommandTree run = CommandTree.run(List.of((command + " -b nonsense").split(" ")));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void shouldNameTheAddressAndTheOptionWhenTheBrokerCannotBeUsed() {
        for (List<String> command : List.of(
                List.of("label", "list", "-b", "nonsense"),
                List.of("label", "f-1", "good", "-b", "nonsense"),
                List.of("label", "f-1", "--clear", "-b", "nonsense"))) {
            CommandTree run = CommandTree.run(command);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("the broker at nonsense cannot be used")
                    .contains("correct -b");
        }
    }
}
