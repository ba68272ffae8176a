// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.trainer.child.FitRecipe;
import dev.invigil.trainer.gate.GateRules;
import dev.invigil.trainer.retrain.Promotion;
import dev.invigil.trainer.retrain.ShadowRules;
import dev.invigil.trainer.schedule.CronSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code trainer}.
 *
 * <p>{@code golden}, {@code store} and {@code work} are separate folders: none is another or inside another.
 *
 * @param golden the golden data set: images whose truth is known, in a layout of {@code docs/DATASETS.md}
 * @param store folder of the model bundles; the scorers read it, too
 * @param work folder of runs, training sets and harvested images; one trainer uses it
 * @param name of the models
 * @param promotion who promotes a candidate that the gate lets through
 * @param schedule cron expression of five fields; absent: no schedule
 * @param zone in which its hours are meant; absent: that of the machine
 * @param afterLabels so many new labels start a run; absent: labels start none
 * @param onDrift whether an alert {@code CALIBRATION_DRIFT} starts a run
 * @param harvest which frames of the line are taken
 * @param recipe how models are trained
 * @param rates of good parts that may be rejected and reviewed
 * @param gate what a candidate must show
 * @param shadow whether a candidate scores live frames without effect before it may decide
 * @param device on which models are trained and evaluated: {@code auto}, {@code cpu} or {@code gpu:N}
 * @param engineThreads threads of the engine, and cores that the child process sees; absent: half of the cores
 * @param nice added to the niceness of the child process
 * @param heap the largest heap of the child process; absent: Java's default
 * @param minFreeSpace below it no run begins
 * @param patience how long the broker or the bundle store may be away before the service or the run gives up
 */
public record TrainerConfig(
        Path golden,
        Path store,
        Path work,
        @Default("line") String name,
        @Default("manual") Promotion promotion,
        Optional<String> schedule,
        Optional<String> zone,
        Optional<Integer> afterLabels,
        @Default("false") boolean onDrift,
        HarvestConfig harvest,
        FitRecipe recipe,
        Rates rates,
        GateRules gate,
        ShadowRules shadow,
        @Default("auto") String device,
        Optional<Integer> engineThreads,
        @Default("10") int nice,
        Optional<DataSize> heap,
        @Default("1GiB") DataSize minFreeSpace,
        @Default("5m") Duration patience) {
    private static final Pattern DEVICE = Pattern.compile("auto|cpu|gpu:\\d{1,2}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int MOST_NICE = 19;
    private static final int MOST_THREADS = 256;
    private static final DataSize LEAST_HEAP = DataSize.mebibytes(64);

    /**
     * Section {@code trainer.rates}.
     *
     * @param falseReject share of good parts that may be rejected
     * @param review share of good parts that may be reviewed or rejected
     */
    public record Rates(
            @Default("0.01") double falseReject,
            @Default("0.05") double review) {
        public Rates {
            new Requirements()
                    .that(
                            falseReject > 0 && falseReject <= review,
                            "false-reject",
                            "must be above 0 and at most review, but is " + falseReject)
                    .that(review < 1, "review", "must be below 1, but is " + review)
                    .verify();
        }

        FalseRejectRates asked() {
            return new FalseRejectRates(falseReject, review);
        }
    }

    public TrainerConfig {
        Optional<String> wrongZone = zone.filter(text -> zoneProblem(text).isPresent());
        new Requirements()
                .that(
                        NAME.matcher(name).matches(),
                        "name",
                        "must be 1 to 100 letters, digits, dots, dashes and underscores, but is " + name)
                .that(wrongZone.isEmpty(), "zone", "must be a time zone such as Europe/Berlin or UTC")
                .that(
                        wrongZone.isPresent() || scheduleProblem(schedule).isEmpty(),
                        "schedule",
                        scheduleProblem(schedule).orElse(""))
                .that(afterLabels.map(n -> n >= 1).orElse(true), "after-labels", "must be at least 1, or be absent")
                .that(DEVICE.matcher(device).matches(), "device", "must be auto, cpu or gpu:N, but is " + device)
                .that(
                        engineThreads.map(n -> n >= 1 && n <= MOST_THREADS).orElse(true),
                        "engine-threads",
                        "must be 1 to 256, or be absent")
                .that(nice >= 0 && nice <= MOST_NICE, "nice", "must be 0 to 19, but is " + nice)
                .that(
                        heap.map(size -> size.bytes() >= LEAST_HEAP.bytes()).orElse(true),
                        "heap",
                        "must be at least " + LEAST_HEAP + ", or be absent")
                .that(patience.toSeconds() >= 1, "patience", "must be at least 1s")
                .that(apart(store, golden), "store", overlap("store", store, "golden", golden))
                .that(apart(work, golden), "work", overlap("work", work, "golden", golden))
                .that(apart(work, store), "work", overlap("work", work, "store", store))
                .verify();
    }

    private static boolean apart(Path one, Path other) {
        Path real = real(one);
        Path otherReal = real(other);
        return !real.startsWith(otherReal) && !otherReal.startsWith(real);
    }

    /** Where the folder is, without links as far as it exists. */
    private static Path real(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        Path there = whole;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return there.toRealPath().resolve(there.relativize(whole)).normalize();
        } catch (IOException e) {
            // it cannot be looked at now; its name is compared
            return whole;
        }
    }

    private static String overlap(String key, Path folder, String otherKey, Path other) {
        Path real = real(folder);
        Path otherReal = real(other);
        String how = real.equals(otherReal)
                ? "is the same folder as " + otherKey
                : real.startsWith(otherReal) ? "is inside " + otherKey : "contains " + otherKey;
        return "is " + folder + ", which " + how + " (" + other
                + "); the trainer would write bundles or runs into it. golden, store and work must be three separate folders: name another folder for "
                + key + " or " + otherKey;
    }

    private static Optional<String> zoneProblem(String name) {
        try {
            ZoneId.of(name);
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> scheduleProblem(Optional<String> expression) {
        try {
            expression.ifPresent(text -> CronSchedule.of(text, ZoneId.of("UTC")));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("is wrong: " + e.getMessage());
        }
    }

    /** The same with another backbone. */
    public TrainerConfig withBackbone(String other) {
        return new TrainerConfig(
                golden,
                store,
                work,
                name,
                promotion,
                schedule,
                zone,
                afterLabels,
                onDrift,
                harvest,
                recipe.withBackbone(other),
                rates,
                gate,
                shadow,
                device,
                engineThreads,
                nice,
                heap,
                minFreeSpace,
                patience);
    }

    /** The schedule. */
    Optional<CronSchedule> cron() {
        return schedule.map(text -> CronSchedule.of(text, zone.map(ZoneId::of).orElseGet(ZoneId::systemDefault)));
    }

    /** How many threads the engine of the child process may use. */
    int threads() {
        return engineThreads.orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }
}
