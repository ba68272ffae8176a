// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.evaluate.LineConditions;
import dev.invigil.benchmark.single.ScoredImage;
import dev.invigil.benchmark.single.SingleImageScoring;
import dev.invigil.contracts.json.Json;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.image.Npy;
import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.map.Region;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.kit.lifecycle.Lifecycle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores single images with a bundle. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Score images with a bundle: score, threshold, decision and regions of each image.",
        footer = {
            "",
            "The product is --product; else the only product of the bundle; else the product",
            "named by a folder in the path of the image. Regions are in pixels of the image.",
            "Files that cannot be scored are reported, the others are scored, and the exit",
            "code is then 1.",
            "",
            "Examples:",
            "  invigil score --bundle bundle mvtec/bottle/test/broken_large/*.png",
            "  invigil score --bundle bundle --product bottle --overlays out part.jpg",
            "  invigil score --bundle bundle --product bottle --format json part.jpg \\",
            "      | jq '.[].score'"
        })
final class ScoreCommand implements Callable<Integer> {
    private static final int REGIONS_IN_TABLE = 3;

    /** How results are printed. */
    enum Format {
        TABLE,
        JSON
    }

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "JPEG, PNG, BMP, TIFF or WebP files.")
    private List<Path> images = List.of();

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(names = "--product", paramLabel = "NAME", description = "The product of all images.")
    private Optional<String> product;

    @Option(
            names = "--camera",
            paramLabel = "NAME",
            description = "The camera that took the images (default: unknown).")
    private Optional<String> camera;

    @Mixin
    private CameraRuleOptions cameraRules;

    @Option(names = "--format", defaultValue = "TABLE", description = "table or json (default: table).")
    private Format format;

    @Option(names = "--maps", paramLabel = "DIR", description = "Write the anomaly maps to this folder, float32 .npy.")
    private Optional<Path> maps;

    @Option(
            names = "--overlays",
            paramLabel = "DIR",
            description = "Write each image with its heat map to this folder, PNG. Yellow is the reject threshold.")
    private Optional<Path> overlays;

    @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or gpu:N (default: auto).")
    private String device;

    @Override
    public Integer call() throws IOException {
        ComputeDevice where = CliModels.device(device);
        ModelBundle model = CliModels.load(bundle);
        SingleImageScoring scoring = new SingleImageScoring(model, conditions(model));
        List<Path> readable = readable(scoring);
        List<ScoredImage> scored = readable.isEmpty() ? List.of() : scoring.score(readable, product, where);
        writeFiles(scored);
        String text = format == Format.JSON ? json(scored, model) : table(scored);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return readable.size() == images.size() ? 0 : Lifecycle.EXIT_OPERATOR;
    }

    /** The images that can be scored; each of the others is reported and skipped. */
    private List<Path> readable(SingleImageScoring scoring) {
        List<Path> readable = new ArrayList<>();
        for (Path image : images) {
            Optional<String> refusal = scoring.refusal(image, product);
            refusal.ifPresent(reason -> spec.commandLine().getErr().println("invigil: " + reason));
            if (refusal.isEmpty()) {
                readable.add(image);
            }
        }
        warn(readable, scoring);
        spec.commandLine().getErr().flush();
        return readable;
    }

    private LineConditions conditions(ModelBundle model) {
        return LineConditions.of(
                cameraRules.rules(model, camera, spec.commandLine().getErr()), camera);
    }

    /** Says of the first image whose 16-bit samples do not fit the model's depth what is wrong, and how many others there are. */
    private void warn(List<Path> readable, SingleImageScoring scoring) {
        List<String> complaints = new ArrayList<>();
        for (Path image : readable) {
            scoring.complaint(image).ifPresent(complaint -> complaints.add(image + ": " + complaint));
        }
        if (!complaints.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("invigil: warning: " + complaints.get(0)
                            + (complaints.size() > 1
                                    ? "; the same for " + (complaints.size() - 1) + " more images"
                                    : ""));
        }
    }

    private static String table(List<ScoredImage> pictures) {
        TextTable table = new TextTable("image", ">score", ">reject at", "decision", "regions x,y w×h (peak)");
        for (ScoredImage picture : pictures) {
            List<Region> regions = picture.regions();
            List<String> shown = new ArrayList<>();
            for (Region region : regions.subList(0, Math.min(REGIONS_IN_TABLE, regions.size()))) {
                shown.add(String.format(
                        Locale.ROOT,
                        "%.0f,%.0f %.0f×%.0f (%.3f)",
                        region.x() * picture.across(),
                        region.y() * picture.down(),
                        region.width() * picture.across(),
                        region.height() * picture.down(),
                        region.peak()));
            }
            if (regions.size() > REGIONS_IN_TABLE) {
                shown.add("and " + (regions.size() - REGIONS_IN_TABLE) + " more");
            }
            if (picture.decision() == Decision.WRONG_PRODUCT) {
                shown.add(picture.looksLike()
                        .map(other -> "looks like " + other)
                        .orElse("looks like none of the products of the model"));
            }
            table.row(
                    picture.file().toString(),
                    String.format(Locale.ROOT, "%.4f", picture.score()),
                    String.format(Locale.ROOT, "%.4f", picture.threshold().reject())
                            + (picture.threshold().basis() instanceof Basis.Provisional ? "?" : ""),
                    picture.decision().name(),
                    String.join("; ", shown));
        }
        String reasons = pictures.stream()
                .flatMap(picture -> picture.threshold().basis() instanceof Basis.Provisional provisional
                        ? Stream.of("? provisional: " + provisional.reason() + "\n")
                        : Stream.empty())
                .distinct()
                .collect(Collectors.joining());
        return table + reasons;
    }

    private static String json(List<ScoredImage> pictures, ModelBundle model) throws IOException {
        ObjectMapper mapper = Json.mapper();
        ArrayNode all = mapper.createArrayNode();
        for (ScoredImage picture : pictures) {
            ObjectNode one = all.addObject()
                    .put("image", picture.file().toString())
                    .put("productId", picture.product())
                    .put("score", picture.score())
                    .put("decision", picture.decision().name());
            one.putObject("threshold")
                    .put("reject", picture.threshold().reject())
                    .put("review", picture.threshold().review())
                    .put(
                            "basis",
                            picture.threshold().basis() instanceof Basis.Provisional ? "PROVISIONAL" : "CALIBRATED");
            picture.check().ifPresent(check -> {
                ObjectNode found = one.putObject("productCheck")
                        .put("distance", check.distance())
                        .put("reach", check.reach());
                picture.looksLike().ifPresent(other -> found.put("looksLike", other));
            });
            ArrayNode regions = one.putArray("regions");
            for (Region region : picture.regions()) {
                regions.addObject()
                        .put("x", region.x() * picture.across())
                        .put("y", region.y() * picture.down())
                        .put("width", region.width() * picture.across())
                        .put("height", region.height() * picture.down())
                        .put("area", region.area() * picture.across() * picture.down())
                        .put("peak", region.peak());
            }
            picture.inspection().maskDigest().ifPresent(digest -> one.put("maskDigest", digest));
            one.put("modelDigest", model.digest());
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private void writeFiles(List<ScoredImage> pictures) throws IOException {
        FreeNames names = new FreeNames();
        for (ScoredImage picture : pictures) {
            String name = names.of(picture.file());
            if (maps.isPresent()) {
                Files.createDirectories(maps.get());
                Files.write(maps.get().resolve(name + ".npy"), Npy.encode(picture.map()));
            }
            if (overlays.isPresent()) {
                Files.createDirectories(overlays.get());
                ImageIO.write(
                        Overlay.of(
                                picture.original(),
                                picture.map(),
                                picture.threshold().reject(),
                                picture.regions()),
                        "png",
                        overlays.get().resolve(name + ".png").toFile());
            }
        }
    }
}
