// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.productcheck.ProductStudy;
import dev.invigil.trainer.productcheck.ProductTable;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how well a model, or an encoder alone, distinguishes products. */
@Command(
        name = "products",
        mixinStandardHelpOptions = true,
        description =
                "Check test parts under the name of every product and count the ones classified as a wrong product.",
        footer = {
            "",
            "With --bundle the prototypes of the bundle are used. Without it they are",
            "computed from PRODUCT/train/good by the encoder alone, without training.",
            "Prototypes are explained in docs/MODELS.md.",
            "",
            "Examples:",
            "  invigil products --bundle bundle --data mvtec",
            "  invigil products --backbone resnet18.safetensors --data mvtec --format md"
        })
final class ProductsCommand implements Callable<Integer> {
    private static final long SEED = 42;

    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", paramLabel = "DIR", description = "The model bundle.")
    private Optional<Path> bundle;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = TrainingEncoder.TINY,
            description = "Without --bundle: the encoder, as for train (default: tiny).")
    private String backbone;

    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Without --bundle: height and width of the images (default: 256).")
    private int size;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set, see docs/DATASETS.md.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--format", defaultValue = "TABLE", description = "table or md (default: table).")
    private TableFormat format;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        if (size < 32 || size % 16 != 0) {
            throw new UsageException("--size must be a multiple of 16 and at least 32, not " + size);
        }
        String encoderFile = BackboneCommand.resolve(backbone);
        ComputeDevice where = CliModels.device(device);
        List<ProductClass> products = layout.read(
                        data, DataUse.EVERYTHING, spec.commandLine().getErr())
                .classes();
        ProductTable table;
        try (StageBars bars = new StageBars()) {
            ProductStudy.Listener listener = (stage, done, total) -> bars.update(stage, done, total, "");
            table = bundle.isPresent()
                    ? ProductStudy.of(CliModels.load(bundle.get()), products, where, listener)
                    : ProductStudy.of(TrainingEncoder.named(encoderFile, false, SEED), size, products, where, listener);
        }
        spec.commandLine().getOut().print(text(table));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String text(ProductTable table) {
        List<List<String>> known = new ArrayList<>();
        List<List<String>> unknown = new ArrayList<>();
        for (ProductTable.Row row : table.rows()) {
            List<String> cells = new ArrayList<>(List.of(row.shown()));
            List<String> strange = new ArrayList<>(List.of(row.shown()));
            for (String said : table.products()) {
                cells.add(share(row.good().get(said)));
                strange.add(Optional.ofNullable(row.unknown().get(said))
                        .map(count -> percent(count.other() + count.strange(), count.parts()))
                        .orElse(""));
            }
            cells.add(row.defective()
                    .map(defects ->
                            share(defects.values().stream().reduce(ProductTable.Count.NONE, ProductTable.Count::plus)))
                    .orElse(""));
            known.add(cells);
            unknown.add(strange);
        }
        List<String> header = new ArrayList<>(List.of("product, tested as"));
        table.products().forEach(name -> header.add(">" + name));
        List<String> withDefects = new ArrayList<>(header);
        withDefects.add(">defective, own name");
        return "good parts classified as another product, in %:\n\n" + table(withDefects, known)
                + "\ngood parts classified as another or an unknown product, if the model did not know their product, in %:\n\n"
                + table(header, unknown) + "\n" + summary(table);
    }

    private static String summary(ProductTable table) {
        ProductTable.Count others = table.otherNames();
        ProductTable.Count unknown = table.unknownProducts();
        ProductTable.Count own = table.ownNames();
        ProductTable.Count defective = table.defectiveParts();
        return """
                tested as another product: %d of %d classified as another product (%s %%), %d of these correctly, %d more as unknown
                of products that the model does not know: %d of %d classified as another product or as unknown (%s %%)
                tested as their own product: %d of %d good parts classified as another product, %d as unknown
                tested as their own product: %d of %d defective parts classified as another product, %d as unknown%s
                """.formatted(
                        others.other(),
                        others.parts(),
                        share(others),
                        others.named(),
                        others.strange(),
                        unknown.other() + unknown.strange(),
                        unknown.parts(),
                        percent(unknown.other() + unknown.strange(), unknown.parts()),
                        own.other(),
                        own.parts(),
                        own.strange(),
                        defective.other(),
                        defective.parts(),
                        defective.strange(),
                        misclassified(table));
    }

    /** The defects of these parts, if any. */
    private static String misclassified(ProductTable table) {
        List<String> found = new ArrayList<>();
        for (ProductTable.Row row : table.rows()) {
            row.defective().orElse(Map.of()).forEach((defect, count) -> {
                if (count.other() + count.strange() > 0) {
                    found.add(row.shown() + "/" + defect + " " + (count.other() + count.strange()));
                }
            });
        }
        return found.isEmpty() ? "" : " (" + String.join(", ", found) + ")";
    }

    private String table(List<String> header, List<List<String>> rows) {
        TextTable table = new TextTable(header.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray(String[]::new)));
        return format.text(table);
    }

    private static String share(ProductTable.Count count) {
        return percent(count.other(), count.parts());
    }

    private static String percent(int some, int all) {
        return all == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f", 100.0 * some / all);
    }
}
