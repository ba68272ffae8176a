// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.single.Comparison;
import dev.invigil.benchmark.single.ComparisonSheet;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.benchmark.single.SourceSearch;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.memory.MemoryEditing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains anomaly maps of a detector that remembers images by those images. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Show for each region of an image the good part that is most like it.",
        footer = {
            "",
            "For each image a PNG is written to --out: the part with its numbered regions, and",
            "beside each region the place of a good part that the model finds most similar.",
            "An image without a region is explained at its strangest place. The bundle has no",
            "images, only their digests: they are looked for in --data."
        })
final class MemoryExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "The images to explain.")
    private List<Path> images;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data set that the bundle was made from: its good parts are shown.")
    private Optional<Path> data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--product", paramLabel = "NAME", description = "The product of all images.")
    private Optional<String> product;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the pictures.")
    private Path out;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        ComputeDevice where = CliModels.device(device);
        ModelBundle model = CliModels.load(bundle);
        Detector detector = model.detector();
        ImageMemory memory = MemoryEditing.of(detector);
        PrintWriter err = spec.commandLine().getErr();
        List<ProductClass> good = data.isPresent()
                ? layout.read(data.get(), DataUse.TRAINING, err).classes()
                : List.of();
        List<ScoredImage> scored = MemoryCommand.scored(new SingleImageScoring(model), images, product, where);
        TextTable table = new TextTable(
                "image", "decision", ">region", ">difference", "most similar good part", "at x,y", "picture");
        Files.createDirectories(out);
        FreeNames names = new FreeNames();
        Set<String> missing = new TreeSet<>();
        try (SourceSearch search = new SourceSearch(memory, detector, good, where)) {
            for (ScoredImage image : scored) {
                List<Comparison> comparisons = search.of(image);
                Path picture = out.resolve(names.of(image.file()) + ".png");
                ImageIO.write(ComparisonSheet.of(image, comparisons), "png", picture.toFile());
                for (int i = 0; i < comparisons.size(); i++) {
                    Comparison one = comparisons.get(i);
                    String part = one.source().image().name();
                    table.row(
                            image.file().toString(),
                            image.decision().name(),
                            Integer.toString(i + 1),
                            String.format(Locale.ROOT, "%.3f", one.value()),
                            part,
                            ComparisonSheet.place(image, one),
                            picture.toString());
                    if (one.good().isEmpty()) {
                        missing.add(part);
                    }
                }
            }
        }
        PrintWriter print = spec.commandLine().getOut();
        print.print(table);
        print.flush();
        if (!missing.isEmpty()) {
            err.println("not shown, because "
                    + data.map(folder -> "they are not in " + folder).orElse("there is no --data") + ": "
                    + String.join(", ", missing));
            err.flush();
        }
        return 0;
    }
}
