// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.app.threshold.RecentVerdicts;
import dev.invigil.app.threshold.ThresholdAdmin;
import dev.invigil.contracts.threshold.ThresholdKey;
import dev.invigil.contracts.threshold.ThresholdOverride;
import dev.invigil.contracts.verdict.ModelIdentity;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.Overrides;
import dev.invigil.kit.OperatorException;
import dev.invigil.scorer.threshold.OperatorThresholds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sets, lists and clears threshold overrides while the line runs. */
@Command(
        name = "threshold",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Override a threshold while the line runs, list the overrides, or clear one.",
        footer = {
            "",
            "An override replaces the bundle's threshold from the next batch on. It survives",
            "restarts, and guarantees no error rate. Verdicts name the override, the operator",
            "and the reason. It is valid for the model that is active now: with another model",
            "it has no effect. For a permanent change use 'invigil calibrate'.",
            "",
            "Examples:",
            "  invigil threshold set --product bottle --camera cam-3 --reject 0.42 \\",
            "      --reason 'new lamp' --expires 8h",
            "  invigil threshold list",
            "  invigil threshold clear --product bottle --camera cam-3"
        })
final class ThresholdCommand {
    private static final int SHORT_DIGEST = 12;

    @Spec
    private CommandSpec spec;

    /** The product and camera that a threshold applies to. */
    private static final class Target {
        @Option(names = "--product", required = true, paramLabel = "NAME", description = "The product.")
        private String product;

        @Option(names = "--camera", paramLabel = "NAME", description = "One camera (default: all).")
        private Optional<String> camera;

        ThresholdKey key() {
            return UsageException.checked(() -> new ThresholdKey(product, camera));
        }
    }

    /** The model that a threshold applies to. */
    private static final class Model {
        @Option(
                names = "--model",
                paramLabel = "SHA256",
                description = "Digest of the bundle that the override is for (default: the one in the newest verdict).")
        private Optional<String> digest;

        @Option(names = "--bundle", paramLabel = "DIR", description = "The bundle that the override is for.")
        private Optional<Path> bundle;

        @Option(names = "--any-model", description = "The override is for any model, whatever its score range.")
        private boolean any;

        /** The digest that the options name; empty when they name none. Reads a bundle, but asks no broker. */
        Optional<String> named(String product) throws IOException {
            if (any || digest.isPresent() || bundle.isEmpty()) {
                return digest;
            }
            return Optional.of(knowing(product, CliModels.load(bundle.get())));
        }

        /** The model to record; absent for any model. */
        Optional<String> of(Optional<String> named, RecentVerdicts verdicts, ThresholdKey key) {
            if (any) {
                return Optional.empty();
            }
            if (named.isPresent()) {
                return named;
            }
            return Optional.of(verdicts.newest(key.product(), key.camera())
                    .flatMap(Verdict::model)
                    .map(ModelIdentity::digest)
                    .orElseThrow(() -> new OperatorException("no recent verdict of " + key
                            + " names the active model: " + instead(verdicts, key)
                            + " name the model with --bundle DIR or --model SHA256")));
        }

        private static String knowing(String product, ModelBundle bundle) {
            List<String> known = bundle.model().classes().stream()
                    .map(CalibratedClass::name)
                    .sorted()
                    .toList();
            if (!known.contains(product)) {
                throw new OperatorException("the model does not know the product \"" + product + "\"; it knows "
                        + String.join(", ", known) + ". Correct --product, or use --any-model");
            }
            return bundle.digest();
        }

        private static String instead(RecentVerdicts verdicts, ThresholdKey key) {
            if (verdicts.products().isEmpty()) {
                return "there are no recent verdicts;";
            }
            if (!verdicts.products().contains(key.product())) {
                return "recent verdicts have the products " + String.join(", ", verdicts.products())
                        + "; correct --product if it is misspelt, or";
            }
            return "recent verdicts of " + key.product() + " have the cameras "
                    + String.join(", ", verdicts.cameras(key.product()))
                    + "; correct --camera if it is misspelt, or";
        }
    }

    @Command(name = "set", mixinStandardHelpOptions = true, description = "Override a threshold.")
    void set(
            @Mixin Connection connection,
            @Mixin Target target,
            @Option(
                            names = "--reject",
                            required = true,
                            paramLabel = "SCORE",
                            description = "Reject above this score, 0 to 1000000.")
                    double reject,
            @Option(
                            names = "--review",
                            paramLabel = "SCORE",
                            description = "Review above this score (default: unchanged, at most --reject).")
                    Optional<Double> review,
            @Option(
                            names = "--reason",
                            required = true,
                            paramLabel = "TEXT",
                            description = "The reason. Verdicts contain it.")
                    String reason,
            @Option(
                            names = "--by",
                            paramLabel = "NAME",
                            defaultValue = "${sys:user.name}",
                            description = "Name of the operator (default: ${DEFAULT-VALUE}).")
                    String by,
            @Option(
                            names = "--expires",
                            paramLabel = "TIME",
                            converter = DurationConverter.class,
                            description = "When the override expires, such as 30m, 8h or 2d from now (default: never).")
                    Optional<Duration> expires,
            @Mixin Model model)
            throws IOException {
        ThresholdKey key = target.key();
        requireScore("--reject", reject);
        review.ifPresent(score -> requireScore("--review", score));
        if (review.isPresent() && review.get() > reject) {
            throw new UsageException("--review must be at most --reject, which is " + reject + ", not " + review.get());
        }
        Optional<String> named = model.named(key.product());
        ThresholdAdmin admin = admin(connection);
        RecentVerdicts verdicts = admin.verdicts();
        Optional<Threshold> before =
                verdicts.newest(key.product(), key.camera()).flatMap(Verdict::threshold);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ThresholdOverride override;
        try {
            override = new ThresholdOverride(
                    ThresholdOverride.SCHEMA,
                    key.product(),
                    key.camera(),
                    reject,
                    review.orElse(Math.min(reject, before.map(Threshold::review).orElse(reject))),
                    model.of(named, verdicts, key),
                    reason,
                    by,
                    now,
                    expires.map(now::plus));
        } catch (IllegalArgumentException e) {
            throw new OperatorException(e.getMessage(), e);
        }
        RecordPosition position = admin.set(override);
        PrintWriter out = spec.commandLine().getOut();
        before.ifPresent(was -> out.printf(
                "before  reject above %s, review above %s (%s)%n",
                ThresholdCells.number(was.reject()), ThresholdCells.number(was.review()), was.origin()));
        out.printf(
                "now     reject above %s, review above %s, for %s and %s%n",
                ThresholdCells.number(override.reject()),
                ThresholdCells.number(override.review()),
                key,
                override.model().map(digest -> "model " + digest).orElse("any model"));
        out.printf("record  %s-%d offset %d%n", position.topic(), position.partition(), position.offset());
        out.flush();
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the overrides.")
    void list(@Mixin Connection connection) {
        ThresholdAdmin admin = admin(connection);
        Overrides overrides = admin.read();
        PrintWriter out = spec.commandLine().getOut();
        if (overrides.entries().isEmpty()) {
            out.println("there are no overrides; the thresholds of the bundle apply");
            out.flush();
            return;
        }
        RecentVerdicts verdicts = admin.verdicts();
        TextTable table = new TextTable(
                "product", "camera", ">reject", ">review", "model", "state", "by", "since", "until", "offset",
                "reason");
        List<OperatorThreshold> entries = overrides.entries().values().stream()
                .sorted(Comparator.comparing(set ->
                        set.point().product() + "/" + set.point().camera().orElse("*")))
                .toList();
        for (OperatorThreshold set : entries) {
            table.row(
                    set.point().product(),
                    set.point().camera().orElse("all"),
                    ThresholdCells.number(set.reject()),
                    ThresholdCells.number(set.review()),
                    set.model().map(digest -> digest.substring(0, SHORT_DIGEST)).orElse("any"),
                    state(set, verdicts),
                    set.setBy(),
                    set.setAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    set.expiresAt()
                            .map(end -> end.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse("cleared by hand"),
                    Long.toString(set.source().offset()),
                    set.reason());
        }
        out.print(table);
        out.flush();
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Clear an override, so that the bundle's threshold applies again.")
    void clear(@Mixin Connection connection, @Mixin Target target) {
        ThresholdAdmin admin = admin(connection);
        ThresholdKey key = target.key();
        if (!admin.read().entries().containsKey(OperatorThresholds.point(key))) {
            throw new OperatorException(
                    "there is no override of " + key + "; list the overrides with: invigil threshold list");
        }
        admin.clear(key);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s: the override is cleared; the threshold of the bundle applies%n", key);
        out.flush();
    }

    private static ThresholdAdmin admin(Connection connection) {
        return new ThresholdAdmin(connection.kafka(), connection.topics(), connection.addressSetting());
    }

    private static void requireScore(String option, double score) {
        if (!(score >= 0 && score <= ThresholdOverride.HIGHEST)) {
            throw new UsageException(
                    option + " must be a number from 0 to " + (long) ThresholdOverride.HIGHEST + ", not " + score);
        }
    }

    private static String state(OperatorThreshold set, RecentVerdicts verdicts) {
        if (set.isExpired(Instant.now())) {
            return "expired";
        }
        return verdicts.newest(set.point().product(), set.point().camera())
                .flatMap(Verdict::model)
                .map(model -> set.isFor(model.digest()) ? "in force" : "other model")
                .orElse("no verdict yet");
    }
}
