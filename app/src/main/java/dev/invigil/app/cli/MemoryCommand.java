// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.assembly.BundleLock;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.memory.MemoryEditing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows and changes what a detector remembers of single images. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        subcommands = MemoryExplainCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "List the images that a bundle remembers, make it forget or learn some, explain its maps by them.",
        footer = {
            "",
            "For bundles of a detector that remembers good parts (train --detector memory).",
            "",
            "Examples:",
            "  invigil memory list --bundle bundle",
            "  invigil memory forget --bundle bundle --frame 0a1b2c3d --data good-parts",
            "  invigil memory learn --bundle bundle --product cap good-cap.png",
            "  invigil memory explain --bundle bundle --data good-parts --out why part.png",
            "",
            "More: docs/DETECTORS.md"
        })
final class MemoryCommand {
    private static final int SHORT_DIGEST = 12;

    @Spec
    private CommandSpec spec;

    private static final class BundleOption {
        @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
        private Path bundle;
    }

    /** Which bundle is changed, and where it is written to. */
    private static final class Change {
        @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
        private Path bundle;

        @Option(names = "--data", paramLabel = "DIR", description = "Good parts for new thresholds, as for calibrate.")
        private Optional<Path> data;

        @Mixin
        private LayoutOptions layout;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "The bundle directory to write (default: replace the old bundle).")
        private Optional<Path> out;

        @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
        private String device;

        /** The device; refuses invalid values of the options, before anything is read. */
        ComputeDevice checkedDevice() {
            layout.check();
            return CliModels.device(device);
        }

        /** Where the changed bundle is written. */
        Path place() {
            return out.orElse(bundle);
        }

        Optional<MemoryEditing.GoodParts> goodParts(PrintWriter err) throws IOException {
            return data.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new MemoryEditing.GoodParts(
                            data.get(), layout.readGoodParts(data.get(), err).classes()));
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the images that a bundle remembers.")
    int list(@Mixin BundleOption from) throws IOException {
        Detector detector = CliModels.load(from.bundle).detector();
        TextTable table = new TextTable("product", "image", "sha256");
        MemoryEditing.of(detector)
                .images(detector)
                .forEach(image -> table.row(
                        image.product(),
                        image.name(),
                        image.sha256()
                                .substring(
                                        0, Math.min(SHORT_DIGEST, image.sha256().length()))));
        print(table.toString());
        return 0;
    }

    @Command(
            name = "forget",
            mixinStandardHelpOptions = true,
            description = "Remove images from the memory of a bundle.",
            footer = {
                "",
                "What came from these images is removed. The rest of the memory stays as it is:",
                "it is what would have been made without them. With --data, thresholds and",
                "prototypes are computed again from good parts that are not in the memory.",
                "Without it, the thresholds of the changed products become provisional, and the",
                "product check stays as it is: it goes on accepting parts like those. Their digests",
                "stay in training-pictures.sha256: they may not calibrate the model. The bundle has",
                "a new version and digest."
            })
    int forget(
            @Mixin Change change,
            @Option(
                            names = {"--frame", "--image"},
                            required = true,
                            paramLabel = "ID",
                            description =
                                    "An image: the id of its frame, the name of its file, or its SHA-256 or the first 8 digits of it."
                                            + " May be repeated.")
                    List<String> images,
            @Option(names = "--product", paramLabel = "NAME", description = "The product that the images show.")
                    Optional<String> product)
            throws IOException {
        ComputeDevice where = change.checkedDevice();
        return BundleLock.holding(change.place(), () -> {
            ModelBundle old = CliModels.load(change.bundle);
            MemoryEditing editing = editing(old);
            Set<Remembered> gone = editing.named(images, product);
            List<String> products =
                    gone.stream().map(Remembered::product).distinct().sorted().toList();
            write(
                    change,
                    old,
                    (place, good, listener) -> editing.forget(place, gone, good, where, listener),
                    "%s of %s forgotten%n".formatted(images(gone.size()), String.join(", ", products)),
                    products);
            return 0;
        });
    }

    private static MemoryEditing editing(ModelBundle bundle) {
        Instant now = Clock.systemUTC().instant();
        String version = TrainCommand.VERSION.format(now);
        String old = bundle.model().version();
        // in the same second
        return new MemoryEditing(
                bundle, new MemoryEditing.Version(version.equals(old) ? version + "-changed" : version, now));
    }

    @Command(
            name = "learn",
            mixinStandardHelpOptions = true,
            description = "Add images of good parts to the memory of a bundle.",
            footer = {
                "",
                "For good parts that were rejected. It takes seconds. Without --data the",
                "thresholds stay: scores only become lower, so the share of rejected good parts",
                "does not rise. Each image is scored before and after: what is learned is never",
                "rejected again, so learn no defects. An image that looks like another product is",
                "refused. The bundle has a new version and digest; with a bundle store, `invigil",
                "models add` comes next."
            })
    int learn(
            @Mixin Change change,
            @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Images of good parts.") List<Path> images,
            @Option(
                            names = "--product",
                            required = true,
                            paramLabel = "NAME",
                            description = "The product that they show.")
                    String product,
            @Option(
                            names = "--force",
                            description =
                                    "Learn also images that look like another product: the product check accepts them then.")
                    boolean force)
            throws IOException {
        ComputeDevice where = change.checkedDevice();
        return BundleLock.holding(change.place(), () -> {
            ModelBundle old = CliModels.load(change.bundle);
            MemoryEditing editing = editing(old);
            List<ScoredImage> before = scored(new SingleImageScoring(old), images, Optional.of(product), where);
            if (!force) {
                requireOwn(before);
            }
            List<Picture> pictures = images.stream().map(Picture::of).toList();
            ModelBundle now = write(
                    change,
                    old,
                    (place, good, listener) -> editing.learn(place, product, pictures, good, where, listener),
                    "%s of %s learned%n".formatted(images(images.size()), product),
                    List.of(product));
            List<ScoredImage> after = scored(new SingleImageScoring(now), images, Optional.of(product), where);
            print(beforeAndAfter(before, after).toString());
            return 0;
        });
    }

    private static void requireOwn(List<ScoredImage> images) {
        String others = images.stream()
                .filter(image -> image.looksLike().isPresent())
                .map(image -> image.file() + " looks like " + image.looksLike().get())
                .collect(Collectors.joining("; "));
        if (!others.isEmpty()) {
            throw new OperatorException(others + ", not like " + images.get(0).product()
                    + ". Correct --product; if they do show it, add --force");
        }
    }

    private static TextTable beforeAndAfter(List<ScoredImage> before, List<ScoredImage> after) {
        TextTable table = new TextTable("image", ">score before", "decision", ">score now", "decision", ">reject at");
        for (int i = 0; i < before.size(); i++) {
            table.row(
                    before.get(i).file().toString(),
                    ThresholdCells.number(before.get(i).score()),
                    before.get(i).decision().name(),
                    ThresholdCells.number(after.get(i).score()),
                    after.get(i).decision().name(),
                    ThresholdCells.number(after.get(i).threshold().reject()));
        }
        return table;
    }

    /** A change of a bundle. */
    private interface Edit {
        MemoryEditing.Outcome write(Path place, Optional<MemoryEditing.GoodParts> good, Calibration.Listener listener)
                throws IOException;
    }

    /**
     * Writes the changed bundle, and says so.
     *
     * @param done what was changed
     * @param products whose memory it changes
     */
    private ModelBundle write(Change change, ModelBundle old, Edit edit, String done, List<String> products)
            throws IOException {
        Optional<MemoryEditing.GoodParts> good =
                change.goodParts(spec.commandLine().getErr());
        Path place = change.place();
        MemoryEditing.Outcome outcome;
        try (ProgressBar bar = ProgressBar.onStandardError("thresholds")) {
            outcome = edit.write(place, good, (count, total) -> bar.update(count, total, ""));
        }
        String thresholds = good.isPresent()
                ? CalibrateCommand.table(outcome.changes()).toString()
                : provisional(old, outcome.bundle(), products);
        print(done + thresholds + CliModels.rewritten(place, old, outcome.bundle()));
        return outcome.bundle();
    }

    /** Names the products whose thresholds are provisional; empty if there are none. */
    private static String provisional(ModelBundle old, ModelBundle now, List<String> products) {
        Predicate<String> before = product -> isProvisional(old, product);
        Predicate<String> is = product -> isProvisional(now, product);
        return note(
                        products,
                        is.and(before.negate()),
                        "the thresholds of %s are provisional now: calibrate with good parts%n")
                + note(
                        products,
                        is.and(before),
                        "the thresholds of %s were provisional and stay so: calibrate with good parts%n");
    }

    private static String note(List<String> products, Predicate<String> which, String text) {
        String named = products.stream().filter(which).collect(Collectors.joining(", "));
        return named.isEmpty() ? "" : text.formatted(named);
    }

    private static boolean isProvisional(ModelBundle bundle, String product) {
        return bundle.model()
                .threshold(product)
                .filter(threshold -> threshold.basis() instanceof Basis.Provisional)
                .isPresent();
    }

    /**
     * The results for images.
     *
     * @throws OperatorException naming an image that cannot be scored
     */
    static List<ScoredImage> scored(
            SingleImageScoring scoring, List<Path> images, Optional<String> product, ComputeDevice device) {
        for (Path image : images) {
            scoring.refusal(image, product).ifPresent(reason -> {
                throw new OperatorException(reason);
            });
        }
        return scoring.score(images, product, device);
    }

    private static String images(int count) {
        return count + (count == 1 ? " image" : " images");
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
