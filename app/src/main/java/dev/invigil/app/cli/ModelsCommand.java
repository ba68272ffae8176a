// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.model.ModelDiff;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.registry.ChangeNote;
import dev.invigil.trainer.registry.ModelChange;
import dev.invigil.trainer.registry.ModelChanges;
import dev.invigil.trainer.registry.ModelRegistry;
import dev.invigil.trainer.registry.NewModel;
import dev.invigil.trainer.shadow.ShadowComparison;
import dev.invigil.trainer.shadow.ShadowTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes the list of models. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "List the models, compare them, and decide which one the scorers use.",
        footer = {
            "",
            "MODEL is the digest of a model's bundle or its first characters, or 'active'.",
            "Scorers with the key 'store' follow each change within seconds.",
            "",
            "States: CANDIDATE (not decided), SHADOW (scores without effect), ACTIVE (the",
            "scorers decide by it), RETIRED (was active), REJECTED (must not be used).",
            "",
            "Examples:",
            "  invigil models add models/line-2 --store bundles --reason 'new lamp'",
            "  invigil models diff active 3f2a91 --store bundles",
            "  invigil models disagreements 3f2a91 --since 8h",
            "  invigil models promote 3f2a91 --reason 'the gate passed'",
            "  invigil models rollback --reason 'rejects good bottles'",
            "",
            "More: docs/RETRAINING.md"
        })
final class ModelsCommand {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsCommand.class);

    @Spec
    private CommandSpec spec;

    /** Why and by whom. */
    private static final class Note {
        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "The reason. It is recorded.")
        private String reason;

        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "Name of the operator (default: ${DEFAULT-VALUE}).")
        private String by;

        ChangeNote now() {
            if (reason.isBlank() || reason.length() > ModelRecord.MAX_REASON || reason.indexOf('\n') >= 0) {
                throw new UsageException("--reason must be one line of at most " + ModelRecord.MAX_REASON
                        + " characters, and not empty");
            }
            if (!Frame.isText(by.strip())) {
                throw new UsageException("--by must have " + Frame.TEXT_RULE);
            }
            return new ChangeNote(reason.strip(), by.strip(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** The bundles. */
    private static final class RequiredStore {
        @Option(names = "--store", required = true, paramLabel = "DIR", description = "The bundle store.")
        private Path store;
    }

    /** The bundles, where they are not always needed. */
    private static final class OptionalStore {
        @Option(
                names = "--store",
                paramLabel = "DIR",
                description = "The bundle store: also read the model's bundle there.")
        private Optional<Path> store;

        /** Verifies that the bundle of a model is in the store, if one is named. */
        void requireIntact(ModelRecord model) throws IOException {
            if (store.isPresent()) {
                load(store.get(), model);
            }
        }
    }

    /** How the output is written. */
    private static final class Output {
        @Option(names = "--format", defaultValue = "TABLE", description = "table or json (default: table).")
        private Format format;
    }

    private enum Format {
        TABLE,
        JSON
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the models, the active one first.")
    void list(@Mixin Connection connection, @Mixin Output output) throws IOException {
        Models models = read(connection);
        print(output.format == Format.JSON ? ModelText.listJson(models) : ModelText.list(models));
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show a model.")
    void show(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL", description = "Digest or its first characters, or 'active'.")
                    String which,
            @Mixin OptionalStore store,
            @Mixin Output output)
            throws IOException {
        ModelRecord model = find(read(connection), which);
        Optional<ModelBundle> bundle =
                store.store.isPresent() ? Optional.of(load(store.store.get(), model)) : Optional.empty();
        print(
                output.format == Format.JSON
                        ? ModelText.showJson(model, store.store)
                        : ModelText.show(model) + bundle.map(ModelText::bundle).orElse(""));
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Compare two models: where they come from, products, thresholds, recorded evaluations.")
    void diff(
            @Mixin Connection connection,
            @Parameters(index = "0", paramLabel = "A", description = "The first model.") String left,
            @Parameters(index = "1", paramLabel = "B", description = "The second model.") String right,
            @Mixin RequiredStore store,
            @Mixin Output output)
            throws IOException {
        Models models = read(connection);
        ModelRecord a = find(models, left);
        ModelRecord b = find(models, right);
        ModelDiff diff = ModelDiff.of(load(store.store, a), load(store.store, b));
        print(output.format == Format.JSON ? ModelText.json(diff) : ModelText.diff(diff, List.of(a, b), store.store));
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Copy a bundle into the store and list its model as CANDIDATE. Of a model that is listed already,"
                            + " the bundle in the store is checked and repaired.")
    void add(
            @Mixin Connection connection,
            @Parameters(paramLabel = "BUNDLE", description = "The folder of a bundle.") Path folder,
            @Mixin RequiredStore store,
            @Mixin Note note)
            throws IOException {
        ChangeNote now = note.now();
        ModelBundle bundle = CliModels.load(folder);
        Models unused = read(connection); // a broker that does not answer is an error before the copy
        String place = put(bundle.digest(), folder, store.store);
        ModelChange decided =
                ask(connection, registry -> registry.change(list -> ModelChanges.add(list, NewModel.of(bundle), now)));
        if (decided instanceof ModelChange.Refused refused && refused.cause() == ModelChange.Cause.ALREADY_LISTED) {
            out().printf("the bundle %s %s %s%n", bundle.digest(), place, store.store);
            out().println(refused.message());
            out().flush();
        } else {
            finish(decided);
        }
    }

    /** Puts the bundle into the store, and says what the store had before. */
    private static String put(String digest, Path bundle, Path folder) {
        FolderBundleStore store = new FolderBundleStore(folder);
        try {
            boolean wasThere = store.digests().contains(digest);
            boolean wasIntact = wasThere && isIntact(store.fetch(digest), digest);
            store.put(bundle);
            return wasIntact ? "is intact in" : wasThere ? "was damaged, and is repaired in" : "was put into";
        } catch (BrokenBundleException | IOException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    private static boolean isIntact(Path stored, String digest) throws IOException {
        try {
            return ModelBundle.load(stored).digest().equals(digest);
        } catch (BrokenBundleException e) {
            LOG.debug("{} is damaged", stored, e);
            return false;
        }
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = "Make a model ACTIVE. The one that is active now becomes RETIRED.")
    void promote(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL", description = "Digest or its first characters.") String which,
            @Option(names = "--force", description = "Also when the model was rejected.") boolean force,
            @Mixin OptionalStore store,
            @Mixin Note note)
            throws IOException {
        decide(
                connection,
                which,
                Optional.of(store),
                note,
                (list, digest, now) -> ModelChanges.promote(list, digest, now, force));
    }

    @Command(
            name = "shadow",
            mixinStandardHelpOptions = true,
            description = "Let a CANDIDATE score live frames without effect; its verdicts go to verdicts.shadow.")
    void shadow(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL", description = "Digest or its first characters.") String which,
            @Option(names = "--end", description = "Take it out of the shadow; it is a CANDIDATE again.") boolean end,
            @Mixin OptionalStore store,
            @Mixin Note note)
            throws IOException {
        decide(
                connection,
                which,
                end ? Optional.empty() : Optional.of(store),
                note,
                end ? ModelChanges::endShadow : ModelChanges::shadow);
    }

    @Command(
            name = "disagreements",
            mixinStandardHelpOptions = true,
            description = "List the frames that a model in shadow decided otherwise than the line, the newest first.")
    void disagreements(
            @Mixin Connection connection,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "MODEL",
                            description = "Digest or its first characters (default: the model in shadow).")
                    Optional<String> which,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            converter = DurationConverter.class,
                            description = "Only what was decided since then, such as 30m or 8h ago (default: all).")
                    Optional<Duration> since,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "List at most N frames (default: ${DEFAULT-VALUE}). All are counted.")
                    int limit,
            @Mixin Output output)
            throws IOException {
        UsageException.requireAtLeast("--limit", 0, limit);
        Models models = read(connection);
        ModelRecord model = which.isPresent()
                ? find(models, which.get())
                : models.shadow()
                        .orElseThrow(() -> new OperatorException(
                                "no model is in shadow; name the one that was, or put one there with: invigil models shadow"
                                        + " MODEL"));
        ShadowComparison seen;
        try {
            seen = new ShadowTopic(connection.kafka(), connection.topics())
                    .compare(model.digest(), since.map(Instant.now()::minus), limit);
        } catch (KafkaException e) {
            throw connection.unusable(e);
        }
        print(output.format == Format.JSON ? ModelText.json(model, seen) : ModelText.disagreements(model, seen));
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Mark a model as one that must not be used.")
    void reject(
            @Mixin Connection connection,
            @Parameters(paramLabel = "MODEL", description = "Digest or its first characters.") String which,
            @Mixin Note note)
            throws IOException {
        decide(connection, which, Optional.empty(), note, ModelChanges::reject);
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Make the model ACTIVE that was active before, and reject the one that is active now.")
    void rollback(@Mixin Connection connection, @Mixin OptionalStore store, @Mixin Note note) throws IOException {
        ChangeNote now = note.now();
        Optional<ModelRecord> target = read(connection).earlier().stream().findFirst();
        if (target.isPresent()) {
            store.requireIntact(target.get());
        }
        change(connection, list -> ModelChanges.rollback(list, now));
    }

    /** What is to become of a model. */
    private interface Decision {
        ModelChange of(Models list, String digest, ChangeNote now);
    }

    /** @param store must have the model's bundle, if one is named */
    private void decide(
            Connection connection, String which, Optional<OptionalStore> store, Note note, Decision decision)
            throws IOException {
        ChangeNote now = note.now();
        ModelRecord model = find(read(connection), which);
        if (store.isPresent()) {
            store.get().requireIntact(model);
        }
        change(connection, list -> decision.of(list, model.digest(), now));
    }

    private void change(Connection connection, Function<Models, ModelChange> decide) {
        finish(ask(connection, registry -> registry.change(decide)));
    }

    private void finish(ModelChange decided) {
        decided.<Runnable>fold(
                        write -> () -> {
                            write.records().forEach(record -> out().println(ModelText.line(record)));
                            ModelRecord first = write.first();
                            if (first.state() == ModelState.ACTIVE) {
                                gateWarning(first).ifPresent(out()::println);
                            }
                            out().flush();
                        },
                        refused -> () -> {
                            throw new OperatorException(refused.message());
                        })
                .run();
    }

    private static Optional<String> gateWarning(ModelRecord model) {
        return model.evidence()
                .flatMap(ModelRecord.Evidence::outcome)
                .filter(outcome -> !outcome.equals("PROMOTE"))
                .map(outcome -> "note: the gate said " + outcome + " about this model");
    }

    private static ModelRecord find(Models models, String which) {
        if (which.equals("active")) {
            return models.active()
                    .orElseThrow(() -> new OperatorException(
                            "no model is ACTIVE; promote one with: invigil models promote MODEL --reason TEXT"));
        }
        if (!which.matches("[0-9a-f]{4,64}")) {
            throw new UsageException("MODEL must be 4 to 64 hexadecimal digits of a digest, or 'active', not \"" + which
                    + "\"; list the models with: invigil models list");
        }
        List<ModelRecord> found = models.startingWith(which);
        if (found.size() > 1) {
            throw new OperatorException(found.size() + " models have a digest that begins with " + which + ": "
                    + String.join(", ", found.stream().map(ModelText::name).toList()) + "; give more characters");
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() -> new OperatorException("no model has a digest that begins with " + which
                        + "; list the models with: invigil models list"));
    }

    private static ModelBundle load(Path store, ModelRecord model) throws IOException {
        Path folder;
        try {
            folder = new FolderBundleStore(store).fetch(model.digest());
        } catch (IOException e) {
            throw new OperatorException(e.getMessage(), e);
        }
        ModelBundle bundle = CliModels.load(folder);
        if (!bundle.digest().equals(model.digest())) {
            throw new OperatorException("the bundle store has the bundle " + bundle.digest() + " in " + folder
                    + "; put the right one there with: invigil models add BUNDLE --store " + store);
        }
        return bundle;
    }

    private static Models read(Connection connection) {
        return connection.ask(() -> ask(connection, ModelRegistry::read));
    }

    private static <T> T ask(Connection connection, Function<ModelRegistry, T> work) {
        try {
            return work.apply(new ModelRegistry(connection.kafka(), connection.topics()));
        } catch (KafkaException e) {
            throw connection.unusable(e);
        }
    }

    private void print(String text) {
        out().print(text);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
