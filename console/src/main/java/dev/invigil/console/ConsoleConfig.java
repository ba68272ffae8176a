// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code console}.
 *
 * @param history for how long verdicts are counted and searched back
 * @param cameras so many cameras have an entry of their own; the others are counted together
 * @param viewers so many browsers can follow the line at a time
 * @param patience how long the broker may be away at the start
 * @param trainer address of the trainer's HTTP interface, for links to its reports
 */
public record ConsoleConfig(
        @Default("12h") Duration history,
        @Default("30") int cameras,
        @Default("32") int viewers,
        @Default("5m") Duration patience,
        Optional<String> trainer) {
    private static final int MOST_CAMERAS = 500;
    private static final int MOST_VIEWERS = 1000;

    /** The same in the process of the trainer, whose pages are on the same server. */
    public ConsoleConfig besideTrainer() {
        return new ConsoleConfig(history, cameras, viewers, patience, trainer.or(() -> Optional.of("")));
    }

    public ConsoleConfig {
        new Requirements()
                .that(
                        history.compareTo(Duration.ofMinutes(1)) >= 0 && history.compareTo(Duration.ofDays(7)) <= 0,
                        "history",
                        "must be 1m to 7d")
                .that(
                        cameras >= 1 && cameras <= MOST_CAMERAS,
                        "cameras",
                        "must be between 1 and " + MOST_CAMERAS + ", but is " + cameras)
                .that(
                        viewers >= 1 && viewers <= MOST_VIEWERS,
                        "viewers",
                        "must be between 1 and " + MOST_VIEWERS + ", but is " + viewers)
                .that(
                        trainer.map(address -> address.matches("(https?://[^/\\s]+)?"))
                                .orElse(true),
                        "trainer",
                        "must be an address such as http://trainer:9400")
                .that(!patience.isNegative() && !patience.isZero(), "patience", "must be greater than 0")
                .verify();
    }
}
