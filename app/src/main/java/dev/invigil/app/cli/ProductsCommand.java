// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.DataUse;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.confusion.ProductStudy;
import dev.invigil.trainer.confusion.ProductTable;
import dev.invigil.trainer.train.Encoder;
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

/** How well a model, or an encoder alone, tells products apart. */
@Command(
        name = "products",
        mixinStandardHelpOptions = true,
        description =
                "Show a data set's test parts under every product's name: how many are told as the wrong product.",
        footer = {
            "",
            "With --bundle the prototypes are those of the bundle. Without it they are made from CLASS/train/good by the encoder alone,",
            "which takes no training. What they are: docs/MODELS.md.",
            "",
            "Examples:",
            "  invigil products --bundle bundle --data mvtec",
            "  invigil products --backbone resnet18.safetensors --data mvtec --format md"
        })
final class ProductsCommand implements Callable<Integer> {
    private static final long SEED = 42;

    /** How the tables are printed. */
    enum Format {
        TABLE,
        MD
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", paramLabel = "DIR", description = "The model bundle.")
    private Optional<Path> bundle;

    @Option(
            names = "--backbone",
            paramLabel = "NAME|FILE",
            defaultValue = Encoder.TINY,
            description = "Without --bundle: the encoder, as for train (default: tiny).")
    private String backbone;

    @Option(
            names = "--size",
            defaultValue = "256",
            description = "Without --bundle: height and width of the pictures (default: 256).")
    private int size;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set, see docs/DATASETS.md.")
    private Path data;

    @Mixin
    private LayoutOptions layout;

    @Option(names = "--format", defaultValue = "TABLE", description = "table or md (default: table).")
    private Format format;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        layout.check();
        if (size < 32 || size % 16 != 0) {
            throw new UsageException("--size must be a multiple of 16 from 32, not " + size);
        }
        String encoderFile = BackboneCommand.resolve(backbone);
        ComputeDevice where = Models.device(device);
        List<ProductClass> products = layout.read(
                        data, DataUse.EVERYTHING, spec.commandLine().getErr())
                .classes();
        ProductTable table;
        try (StageBars bars = new StageBars()) {
            ProductStudy.Listener listener = (stage, done, total) -> bars.update(stage, done, total, "");
            table = bundle.isPresent()
                    ? ProductStudy.of(Models.load(bundle.get()), products, where, listener)
                    : ProductStudy.of(Encoder.named(encoderFile, false, SEED), size, products, where, listener);
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
        List<String> header = new ArrayList<>(List.of("shown, under the name"));
        table.products().forEach(name -> header.add(">" + name));
        List<String> withDefects = new ArrayList<>(header);
        withDefects.add(">defective, own name");
        return "good parts told as another product, in %:\n\n" + table(withDefects, known)
                + "\nthe same, had the model not known the product that is shown, or found strange:\n\n"
                + table(header, unknown) + "\n" + summary(table);
    }

    private static String summary(ProductTable table) {
        ProductTable.Count others = table.otherNames();
        ProductTable.Count unknown = table.unknownProducts();
        ProductTable.Count own = table.ownNames();
        ProductTable.Count defective = table.defectiveParts();
        return """
                under another name: %d of %d told as another product (%s %%), %d named rightly, %d more found strange
                of products that the model does not know: %d of %d told as another product or found strange (%s %%)
                under their own name: %d of %d good parts told as another product, %d found strange
                under their own name: %d of %d defective parts told as another product, %d found strange%s
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
                        mistaken(table));
    }

    /** Which defects these are, if any. */
    private static String mistaken(ProductTable table) {
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
        if (format == Format.TABLE) {
            TextTable table = new TextTable(header.toArray(String[]::new));
            rows.forEach(row -> table.row(row.toArray(String[]::new)));
            return table.toString();
        }
        StringBuilder text = new StringBuilder();
        line(text, header.stream().map(name -> name.replaceFirst("^>", "")).toList());
        line(
                text,
                header.stream()
                        .map(name -> name.startsWith(">") ? "---:" : "---")
                        .toList());
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String share(ProductTable.Count count) {
        return percent(count.other(), count.parts());
    }

    private static String percent(int some, int all) {
        return all == 0 ? "n/a" : String.format(Locale.ROOT, "%.1f", 100.0 * some / all);
    }
}
