// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.StageBars;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.coco.CocoAdBuilder;
import dev.invigil.benchmark.coco.CocoAdCounts;
import dev.invigil.benchmark.coco.CocoAdSplit;
import dev.invigil.benchmark.coco.ImagePlacement;
import dev.invigil.benchmark.coco.SplitCounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Builds COCO-AD from COCO 2017. */
@Command(
        name = "coco-ad",
        mixinStandardHelpOptions = true,
        description = "Build the COCO-AD benchmark from COCO 2017.",
        footer = {
            "",
            "In each of the four splits 20 of the 80 categories are anomalous. The command",
            "writes to OUT, for split S:",
            "  meta_20_S.json                  the list of images, in ADer's format",
            "  val2017_mask_ad_20_S/NAME.png   masks at the size of the images",
            "",
            "Examples:",
            "  invigil coco-ad --coco coco --out coco",
            "  invigil coco-ad --coco coco --out coco-ad --split 0 --images link"
        })
final class CocoAdCommand implements Callable<Integer> {
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--coco",
            required = true,
            paramLabel = "DIR",
            description = "COCO 2017: annotations/instances_{train,val}2017.json, train2017, val2017.")
    private Path coco;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write. Other tools expect the result in the COCO folder.")
    private Path out;

    @Option(names = "--split", paramLabel = "S", defaultValue = ALL, description = "0, 1, 2, 3 or all (default: all).")
    private String split;

    @Option(
            names = "--images",
            paramLabel = "HOW",
            defaultValue = "REFERENCE",
            description = "reference: refer to the images where they are; link: hard links below OUT; "
                    + "copy: copies below OUT (default: reference).")
    private ImagePlacement images;

    @Override
    public Integer call() throws IOException {
        List<CocoAdSplit> splits = splits();
        CocoAdCounts counts;
        try (StageBars bars = new StageBars()) {
            counts = new CocoAdBuilder(coco, out, images, listener(bars)).build(splits);
        }
        print(counts);
        return 0;
    }

    private List<CocoAdSplit> splits() {
        if (split.equalsIgnoreCase(ALL)) {
            return CocoAdSplit.all();
        }
        return CocoAdSplit.all().stream()
                .filter(each -> split.equals(Integer.toString(each.index())))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--split must be 0, 1, 2, 3 or all, not '" + split + "'"));
    }

    private static CocoAdBuilder.Listener listener(StageBars bars) {
        return new CocoAdBuilder.Listener() {
            @Override
            public void read(String part, long bytes, long size) {
                bars.update("annotations of " + part, bytes, size, "");
            }

            @Override
            public void placed(int done, int total) {
                bars.update("images", done, total, "");
            }

            @Override
            public void painted(CocoAdSplit split, int done, int total) {
                bars.update("masks of split " + split.index(), done, total, "");
            }
        };
    }

    private void print(CocoAdCounts counts) {
        TextTable table = new TextTable("split", ">train normal", ">test normal", ">test anomalous");
        for (SplitCounts each : counts.splits()) {
            table.row(
                    Integer.toString(each.split().index()),
                    grouped(each.trainNormal()),
                    grouped(each.testNormal()),
                    grouped(each.testAnomalous()));
        }
        PrintWriter console = spec.commandLine().getOut();
        console.print(table);
        console.printf(
                "%nLeft out, because they have no annotation: %s images of train2017, %s of val2017.%n",
                grouped(counts.droppedTrain()), grouped(counts.droppedVal()));
        if (images == ImagePlacement.REFERENCE) {
            console.printf("The images stay in %s. Do not move this folder or OUT: OUT refers to it.%n", coco);
        }
        console.flush();
    }

    private static String grouped(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
