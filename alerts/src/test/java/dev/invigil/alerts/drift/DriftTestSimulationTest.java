// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.verdict.CalibrationRank;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/ALERTS.md promises about false alarms and says about delays, by simulation. Prints what it finds. */
class DriftTestSimulationTest {
    private static final int STREAMS = 1_000;
    /** One in 10,000 simulations of a test that just keeps its promise would exceed alpha * streams by so many standard deviations. */
    private static final double NOISE = 3.72;

    private static final double REJECT_RATE = 0.01;

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.01})
    void shouldRaiseFalseAlarmsInAtMostTheShareAlphaOfTheStretches(double alpha) {
        DriftTest.Settings settings = new DriftTest.Settings(alpha, 0.2, 500);
        int alarms = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            Random random = new Random(1_000_003L * stream + 17);
            int parts = 5 + random.nextInt(150);
            // 0 to 15 % of the parts are defective, and one stream in five has a threshold that an operator set
            double defects = 0.15 * random.nextDouble();
            Line line = new Line(random, parts, random.nextInt(5) == 0 ? 1.5 : Double.NaN, Random::nextGaussian);
            alarms += line.firstAlarm(settings, settings.stretch(), r -> defective(r, defects, 0)) > 0 ? 1 : 0;
        }

        double most = alpha * STREAMS + NOISE * Math.sqrt(STREAMS * alpha * (1 - alpha));
        print(
                "alpha %.3f: %d of %d streams without drift raised an alarm (at most %.1f with noise)",
                alpha, alarms, STREAMS, most);
        assertThat((double) alarms).isLessThanOrEqualTo(most);
    }

    /** Defects that the model overlooks score high among the accepted parts. */
    @Test
    void shouldNotBeDisturbedByFewOverlookedDefects() {
        DriftTest.Settings settings = new DriftTest.Settings(0.001, 0.2, 2_000);
        int alarms = 0;
        for (int stream = 0; stream < 50; stream++) {
            Random random = new Random(31L * stream + 7);
            Line line = new Line(random, 300, Double.NaN, Random::nextGaussian);
            alarms += line.firstAlarm(
                                    settings,
                                    settings.stretch(),
                                    r -> r.nextDouble() < 0.05 ? 1.3 + r.nextDouble() : r.nextGaussian())
                            > 0
                    ? 1
                    : 0;
        }

        print("one overlooked defect in twenty parts: %d of 50 stretches raised an alarm", alarms);
        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    /** So that the simulation above can fail: p-values that forget the parts before are not independent, and break the promise. */
    @Test
    void shouldShowInTheSameSimulationWhyThePartsBeforeCount() {
        int stretch = 500;
        int alarms = 0;
        for (int stream = 0; stream < 200; stream++) {
            Random random = new Random(1_000_003L * stream + 17);
            int parts = 20;
            Line line = new Line(random, parts, Double.NaN, Random::nextGaussian);
            Pots pots = Pots.start(RankBets.COUNT);
            double highest = 0;
            for (int part = 0; part < stretch; part++) {
                CalibrationRank rank = line.rank(random.nextGaussian());
                if (rank.atLeast() > 0) {
                    double p = RankUrn.EMPTY.pValue(parts, rank.atLeast() - 1, random.nextDouble());
                    pots = pots.after(RankBets.pay(p), stretch);
                    highest = Math.max(highest, pots.logWealth(stretch));
                }
            }
            alarms += highest >= Math.log(1 / 0.05) ? 1 : 0;
        }

        print("without the parts before: %d of 200 streams without drift raised an alarm (alpha 0.05)", alarms);
        assertThat((double) alarms).isGreaterThan(10 + NOISE * Math.sqrt(200 * 0.05 * 0.95));
    }

    /** Scores with few different values, as a saturated map or a coarse measure gives them, down to a single one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldKeepThePromiseWhenScoresAreEqual(int values) {
        DriftTest.Settings settings = new DriftTest.Settings(0.05, 0.2, 300);
        int alarms = 0;
        for (int stream = 0; stream < 200; stream++) {
            Random random = new Random(7_919L * stream + values);
            Line line = new Line(random, 5 + random.nextInt(100), Double.NaN, r -> r.nextInt(values));
            alarms += line.firstAlarm(settings, settings.stretch(), r -> r.nextInt(values)) > 0 ? 1 : 0;
        }

        print("%d different scores: %d of 200 streams without drift raised an alarm (alpha 0.05)", values, alarms);
        assertThat((double) alarms).isLessThanOrEqualTo(10 + NOISE * Math.sqrt(200 * 0.05 * 0.95));
    }

    /**
     * Delays as docs/ALERTS.md states them.
     *
     * @param shift of good parts, in their standard deviations
     * @param quiet parts before the change
     * @param median the largest median of the delay in parts
     * @param found the smallest share that is found within 2,000 parts
     */
    @ParameterizedTest
    @CsvSource({
        "20, 2, 0, 200, 0.8",
        "20, 0.5, 500, 400, 0.8",
        "20, 1, 500, 110, 0.95",
        "20, 2, 500, 80, 0.95",
        "100, 1, 0, 60, 0.95",
        "100, 2, 0, 30, 1",
        "100, 0.5, 500, 300, 0.9",
        "100, 1, 500, 70, 0.99",
        "100, 2, 500, 40, 1",
        "100, 1, 1800, 70, 0.99",
        "100, -1, 500, 70, 0.99",
        "300, 0.5, 0, 250, 0.9",
        "300, 1, 0, 50, 1",
        "300, 2, 0, 30, 1",
        "300, 0.5, 500, 260, 0.95",
        "300, 1, 500, 70, 1",
        "300, 2, 500, 40, 1",
    })
    void shouldFindAChangeOfTheProcess(int parts, double shift, int quiet, int median, double found) {
        DriftTest.Settings settings = new DriftTest.Settings(0.001, 0.2, 2_000);
        int streams = 60;
        int[] delays = new int[streams];
        for (int stream = 0; stream < streams; stream++) {
            Random random = new Random(104_729L * stream + quiet);
            Line line = new Line(random, parts, Double.NaN, Random::nextGaussian);
            assertThat(line.firstAlarm(settings, quiet, r -> defective(r, 0.02, 0)))
                    .as("an alarm before the change")
                    .isZero();
            int delay = line.firstAlarm(settings, 2_000, r -> defective(r, 0.02, shift));
            delays[stream] = delay == 0 ? Integer.MAX_VALUE : delay;
        }
        Arrays.sort(delays);
        long alarms =
                Arrays.stream(delays).filter(delay -> delay < Integer.MAX_VALUE).count();

        print(
                "%d calibration parts, %.1f standard deviations after %d parts: found in %d of %d, median %d, 90 %% within %d",
                parts, shift, quiet, alarms, streams, delays[streams / 2], delays[streams * 9 / 10]);
        assertThat(delays[streams / 2]).isLessThanOrEqualTo(median);
        assertThat((double) alarms).isGreaterThanOrEqualTo(found * streams);
    }

    /** What ranks of accepted parts cannot show: nearly all parts are rejected. */
    @Test
    void shouldFindThatFarTooManyPartsAreRejected() {
        DriftTest.Settings settings = new DriftTest.Settings(0.001, 0.2, 2_000);
        Random random = new Random(3);
        Line line = new Line(random, 100, Double.NaN, Random::nextGaussian);

        int delay = line.firstAlarm(settings, 100, r -> 50 + r.nextGaussian());

        print("all parts rejected from the start: found after %d parts", delay);
        assertThat(delay).isBetween(2, 15);
        assertThat(line.test.direction(settings)).isEqualTo(DriftTest.Direction.TOO_MANY_HIGH);
    }

    @Test
    void shouldSayInWhichDirectionScoresWent() {
        DriftTest.Settings settings = new DriftTest.Settings(0.001, 0.2, 2_000);
        for (double shift : new double[] {-1, 1}) {
            Random random = new Random(5);
            Line line = new Line(random, 200, Double.NaN, Random::nextGaussian);
            assertThat(line.firstAlarm(settings, 2_000, r -> shift + r.nextGaussian()))
                    .isPositive();
            assertThat(line.test.direction(settings))
                    .isEqualTo(shift > 0 ? DriftTest.Direction.HIGHER : DriftTest.Direction.LOWER);
        }
    }

    private static double defective(Random random, double share, double shift) {
        return random.nextDouble() < share ? 8 + 2 * random.nextGaussian() : shift + random.nextGaussian();
    }

    private static void print(String format, Object... values) {
        System.out.println("drift: " + String.format(Locale.ROOT, format, values));
    }

    /** A calibration and what comes after it. */
    private static final class Line {
        private final Random random;
        private final double[] calibration;
        private final double reject;
        private final String name;
        private DriftTest test = DriftTest.START;
        private long frame;

        Line(Random random, int parts, double byOperator, ToDoubleFunction<Random> good) {
            this.random = random;
            calibration = random.doubles(parts)
                    .map(ignored -> good.applyAsDouble(random))
                    .sorted()
                    .toArray();
            name = "calibration " + random.nextLong();
            reject = Double.isNaN(byOperator) ? threshold() : byOperator;
        }

        /** As {@code SplitConformal} has it. */
        private double threshold() {
            int parts = calibration.length;
            int mayExceed = (int) Math.floor(REJECT_RATE * (parts + 1) + 1e-9);
            double highest = calibration[parts - 1];
            return mayExceed >= 1
                    ? calibration[parts - mayExceed]
                    : highest + Math.max(highest - calibration[parts / 2], 0.1 * Math.abs(highest));
        }

        /** Number of the part at which the alarm comes; 0 when it does not come. */
        int firstAlarm(DriftTest.Settings settings, int parts, ToDoubleFunction<Random> production) {
            for (int part = 1; part <= parts; part++) {
                CalibrationRank rank = rank(production.applyAsDouble(random));
                if (!DriftTest.isTestable(rank)) {
                    return 0;
                }
                test = (test.isOver(settings) ? DriftTest.START : test).after(name, rank, name + frame++, settings);
                if (test.isAlarm(settings)) {
                    return part;
                }
            }
            return 0;
        }

        private CalibrationRank rank(double score) {
            int atLeast = 0;
            int equal = 0;
            int rejected = 0;
            for (double other : calibration) {
                atLeast += other >= score ? 1 : 0;
                equal += other == score ? 1 : 0;
                rejected += other > reject ? 1 : 0;
            }
            return new CalibrationRank(calibration.length, atLeast, equal, rejected);
        }
    }
}
