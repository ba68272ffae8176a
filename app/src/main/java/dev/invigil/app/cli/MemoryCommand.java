// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.single.Comparison;
import dev.invigil.benchmark.single.ComparisonSheet;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.benchmark.single.SourceSearch;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.ImageMemory.Remembered;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.memory.MemoryEditing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
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
                "Without it, the thresholds of the changed products become provisional. The",
                "bundle has a new digest."
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
        ModelBundle old = CliModels.load(change.bundle);
        MemoryEditing editing = new MemoryEditing(old);
        Set<Remembered> gone = editing.named(images, product);
        List<String> products =
                gone.stream().map(Remembered::product).distinct().sorted().toList();
        return write(
                change,
                old,
                (place, good, listener) -> editing.forget(place, gone, good, where, listener),
                "%s of %s forgotten%n".formatted(images(gone.size()), String.join(", ", products)),
                products);
    }

    @Command(
            name = "learn",
            mixinStandardHelpOptions = true,
            description = "Add images of good parts to the memory of a bundle.",
            footer = {
                "",
                "For good parts that were rejected. It takes seconds. Without --data the",
                "thresholds stay: scores only become lower, so the share of rejected good parts",
                "does not rise. The bundle has a new digest; with a bundle store, `invigil models",
                "add` comes next."
            })
    int learn(
            @Mixin Change change,
            @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Images of good parts.") List<Path> images,
            @Option(
                            names = "--product",
                            required = true,
                            paramLabel = "NAME",
                            description = "The product that they show.")
                    String product)
            throws IOException {
        ComputeDevice where = change.checkedDevice();
        ModelBundle old = CliModels.load(change.bundle);
        MemoryEditing editing = new MemoryEditing(old);
        requireScorable(new SingleImageScoring(old), images, Optional.of(product));
        List<Picture> pictures = images.stream().map(Picture::of).toList();
        return write(
                change,
                old,
                (place, good, listener) -> editing.learn(place, product, pictures, good, where, listener),
                "%s of %s learned%n".formatted(images(images.size()), product),
                List.of(product));
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
    private int write(Change change, ModelBundle old, Edit edit, String done, List<String> products)
            throws IOException {
        Optional<MemoryEditing.GoodParts> good =
                change.goodParts(spec.commandLine().getErr());
        Path place = change.out.orElse(change.bundle);
        MemoryEditing.Outcome outcome;
        try (ProgressBar bar = ProgressBar.onStandardError("thresholds")) {
            outcome = edit.write(place, good, (count, total) -> bar.update(count, total, ""));
        }
        String thresholds = good.isPresent()
                ? CalibrateCommand.table(outcome.changes()).toString()
                : provisional(outcome.bundle(), products);
        print(done + thresholds + CliModels.rewritten(place, old, outcome.bundle()));
        return 0;
    }

    /** Names the products whose thresholds are provisional; empty if there are none. */
    private static String provisional(ModelBundle now, List<String> products) {
        String named = products.stream()
                .filter(product -> now.model()
                        .threshold(product)
                        .filter(threshold -> threshold.basis() instanceof Basis.Provisional)
                        .isPresent())
                .collect(Collectors.joining(", "));
        return named.isEmpty()
                ? ""
                : "the thresholds of %s are provisional: calibrate with good parts%n".formatted(named);
    }

    private static void requireScorable(SingleImageScoring scoring, List<Path> images, Optional<String> product) {
        for (Path image : images) {
            scoring.refusal(image, product).ifPresent(reason -> {
                throw new OperatorException(reason);
            });
        }
    }

    private static String images(int count) {
        return count + (count == 1 ? " image" : " images");
    }

    @Command(
            name = "explain",
            mixinStandardHelpOptions = true,
            description = "Show for each region of an image the good part that is most like it.",
            footer = {
                "",
                "For each image a PNG is written to --out: the part with its numbered regions, and",
                "beside each region the place of a good part that the model finds most similar.",
                "An image without a region is explained at its strangest place."
            })
    int explain(
            @Mixin BundleOption from,
            @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "The images to explain.") List<Path> images,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "The data set that the bundle was made from: its good parts are shown.")
                    Optional<Path> data,
            @Mixin LayoutOptions layout,
            @Option(names = "--product", paramLabel = "NAME", description = "The product of all images.")
                    Optional<String> product,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the pictures.")
                    Path out,
            @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
                    String device)
            throws IOException {
        layout.check();
        ComputeDevice where = CliModels.device(device);
        ModelBundle bundle = CliModels.load(from.bundle);
        Detector detector = bundle.detector();
        ImageMemory memory = MemoryEditing.of(detector);
        List<ProductClass> good = data.isPresent()
                ? layout.read(data.get(), DataUse.TRAINING, spec.commandLine().getErr())
                        .classes()
                : List.of();
        SingleImageScoring scoring = new SingleImageScoring(bundle);
        requireScorable(scoring, images, product);
        List<ScoredImage> scored = scoring.score(images, product, where);
        TextTable table = new TextTable(
                "image", "decision", ">region", ">difference", "most similar good part", "at x,y", "picture");
        Files.createDirectories(out);
        Set<String> taken = new HashSet<>();
        try (SourceSearch search = new SourceSearch(memory, detector, good, where)) {
            for (ScoredImage image : scored) {
                List<Comparison> comparisons = search.of(image);
                Path picture = out.resolve(free(image.file(), taken));
                ImageIO.write(ComparisonSheet.of(image, comparisons), "png", picture.toFile());
                for (int i = 0; i < comparisons.size(); i++) {
                    Comparison one = comparisons.get(i);
                    table.row(
                            image.file().toString(),
                            image.decision().name(),
                            Integer.toString(i + 1),
                            String.format(Locale.ROOT, "%.3f", one.value()),
                            one.source().image().name(),
                            ComparisonSheet.place(image, one),
                            picture.toString());
                }
            }
        }
        print(table.toString());
        return 0;
    }

    /** A name that no image before had, since images of several folders may have one name. */
    private static String free(Path file, Set<String> taken) {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "-" + i;
        }
        return free + ".png";
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }
}
