// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever the camera says. */
class IncidentLifeTest {
    private static final List<Decision> DECISIONS = List.of(Decision.values());
    private static final Rules RULES = CameraTape.rules("""
            k-of-n: {k: 4, n: 12, clear-at: 1}
            consecutive-rejects: {count: 3, clear-after: 3}
            consecutive-unscored: {count: 2, clear-after: 2}
            reject-rate: {window: 20s, minimum-sample: 30, minimum-baseline: 50, half-life: 500, adopt-after: 5m}
            calibration-drift: {stretch: 300, clear-after: 100}
            sequence-gap: {clear-after: 30}
            silent-camera: {after: 5s}
            update-every: 10s
            """);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldOpenUpdateAndCloseInOrderWhateverComes(long seed) {
        CameraTape tape = new CameraTape(RULES);
        ramble(tape, seed);

        Map<AlertCause, Alert> open = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Alert alert : tape.alerts()) {
            Alert last = open.get(alert.cause());
            if (alert.state() == AlertState.OPENED) {
                assertThat(last).as("open before " + alert).isNull();
                assertThat(ids.add(alert.incidentId())).as("a new id: " + alert).isTrue();
            } else {
                assertThat(last).as("open before " + alert).isNotNull();
                assertThat(alert.incidentId()).isEqualTo(last.incidentId());
                assertThat(alert.openedAt()).isEqualTo(last.openedAt());
                assertThat(alert.updatedAt()).isAfterOrEqualTo(last.updatedAt());
                assertThat(alert.rejects()).isGreaterThanOrEqualTo(last.rejects());
            }
            open.put(alert.cause(), alert.state() == AlertState.CLOSED ? null : alert);
        }
        assertThat(ids.size()).as("the ramble opens incidents").isGreaterThan(20);
        assertThat(tape.alerts().stream().map(Alert::cause)).contains(AlertCause.values());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldKeepAStateThatIsSmallAndComesBackFromItsBytes(long seed) {
        CameraTape tape = new CameraTape(RULES);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            ramble(tape, random.nextLong(), 20);
            CameraState state = tape.state().orElseThrow();
            byte[] bytes = CameraState.CODEC.encode(state);
            assertThat(CameraTape.storedAndRead(state)).isEqualTo(state);
            assertThat(bytes.length).isLessThan(4096);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldTellTheSameOfTheSameVerdictsWithRestartsInBetween(long seed) {
        CameraTape through = new CameraTape(CameraTape.only("k-of-n: {k: 4, n: 12}\nconsecutive-rejects: {}"));
        CameraTape halting = new CameraTape(CameraTape.only("k-of-n: {k: 4, n: 12}\nconsecutive-rejects: {}"));
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            Decision decision = anyOf(random);
            through.say(decision);
            halting.say(decision);
            if (random.nextInt(10) == 0) {
                halting.restart(CameraTape.only("k-of-n: {k: 4, n: 12}\nconsecutive-rejects: {}"), Duration.ZERO);
            }
        }

        assertThat(through.alerts()).isNotEmpty();
        assertThat(halting.alerts()).isEqualTo(through.alerts());
    }

    private static void ramble(CameraTape tape, long seed) {
        ramble(tape, seed, 10_000);
    }

    /**
     * Moods of some length, in which one decision prevails; now and then a silence. In some moods scores are too high, the image is frozen,
     * frames get lost, or another model is ACTIVE.
     */
    private static void ramble(CameraTape tape, long seed, int verdicts) {
        Random random = new Random(seed);
        Decision mood = Decision.PASS;
        Trouble trouble = Trouble.NONE;
        for (int i = 0; i < verdicts; i++) {
            if (random.nextInt(100) == 0) {
                mood = random.nextInt(3) == 0 ? anyOf(random) : Decision.PASS;
            }
            if (random.nextInt(200) == 0) {
                trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
                tape.active(
                        trouble == Trouble.OTHER_MODEL
                                ? Optional.of(CameraTape.model("cd".repeat(32)))
                                : Optional.empty());
            }
            Decision decision = random.nextInt(20) == 0 ? anyOf(random) : mood;
            boolean lost = trouble == Trouble.LOST_FRAMES && random.nextInt(10) == 0;
            int rank = trouble == Trouble.HIGH_SCORES ? random.nextInt(20) : random.nextInt(101);
            String digest = trouble == Trouble.FROZEN ? "frozen" : "image " + i;
            tape.hear(
                    sketch -> sketch.sequence(tape.nextNumber(lost ? 2 : 1))
                            .digest(digest)
                            .imaging(100 + random.nextInt(9), 500)
                            .rank(new CalibrationRank(100, rank, 0, 0)),
                    decision);
            if (random.nextInt(500) == 0) {
                tape.silence(Duration.ofSeconds(random.nextInt(10)));
            }
        }
    }

    private enum Trouble {
        NONE,
        HIGH_SCORES,
        FROZEN,
        LOST_FRAMES,
        OTHER_MODEL
    }

    private static Decision anyOf(Random random) {
        return DECISIONS.get(random.nextInt(DECISIONS.size()));
    }
}
