// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThresholdCommandTest {
    @Test
    void shouldNameTheAddressAndTheOptionWhenTheBrokerCannotBeUsed() {
        for (List<String> command : List.of(List.of("list"), List.of("clear", "--product", "bottle"))) {
            CommandTree run = CommandTree.run(Stream.of(List.of("threshold"), command, List.of("-b", "nonsense"))
                    .flatMap(List::stream)
                    .toList());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("the broker at nonsense cannot be used: Invalid url in bootstrap.servers: nonsense")
                    .contains("correct -b");
        }
    }
}
