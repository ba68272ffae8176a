// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.app.model.ModelDiff;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.contracts.json.Json;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelRecordCodec;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.trainer.shadow.Disagreement;
import dev.invigil.trainer.shadow.ShadowComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Models as the terminal and JSON show them. */
final class ModelText {
    private static final int SHORT_DIGEST = 12;
    /** A list is this wide, if reasons are not cut to fewer than {@link #LEAST_REASON} characters for it; {@code show} has all of a reason. */
    private static final int WIDTH = 100;

    private static final int LEAST_REASON = 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private ModelText() {}

    /** Name, version and the first characters of the digest. */
    static String name(ModelRecord model) {
        return model.name() + " " + model.version() + " (" + brief(model.digest()) + ")";
    }

    /** One line after a change. */
    static String line(ModelRecord model) {
        return String.format("%-9s  %s: %s", model.state(), name(model), model.reason());
    }

    static String list(Models models) {
        if (models.byDigest().isEmpty()) {
            return "there are no models; add one with: invigil models add BUNDLE --store DIR --reason TEXT\n";
        }
        TextTable table = new TextTable("model", "name", "version", "state", "since (UTC)", "by", "reason");
        List<ModelRecord> sorted = sorted(models);
        int room = Math.max(
                LEAST_REASON,
                WIDTH
                        - SHORT_DIGEST
                        - "CANDIDATE  2026-01-31 03:02  ".length()
                        - 4 * 2
                        - longest(sorted, ModelRecord::name)
                        - longest(sorted, ModelRecord::version)
                        - longest(sorted, ModelRecord::actor));
        for (ModelRecord model : sorted) {
            table.row(
                    brief(model.digest()),
                    model.name(),
                    model.version(),
                    model.state().name(),
                    TIME.format(model.at()),
                    model.actor(),
                    shortened(model.reason(), room));
        }
        return table.toString();
    }

    static String listJson(Models models) throws IOException {
        ArrayNode all = Json.mapper().createArrayNode();
        for (ModelRecord model : sorted(models)) {
            all.add(tree(model));
        }
        return pretty(all);
    }

    static String show(ModelRecord model) {
        TextTable table = new TextTable(model.name() + " " + model.version(), "");
        table.row("digest", model.digest());
        table.row("state", model.state() + " since " + TIME.format(model.at()) + " UTC, by " + model.actor());
        table.row("reason", model.reason());
        model.activation().ifPresent(number -> table.row("activation", "number " + number));
        model.run().ifPresent(run -> table.row("run", run));
        model.evidence().ifPresent(evidence -> {
            evidence.outcome().ifPresent(outcome -> table.row("gate", outcome));
            evidence.page().ifPresent(page -> table.row("gate's page", page));
            evidence.snapshot().ifPresent(snapshot -> table.row("snapshot", snapshot));
        });
        return table.toString();
    }

    /** What the bundle says, below {@link #show}. */
    static String bundle(ModelBundle bundle) {
        TextTable table = new TextTable("product", ">training parts", ">calibration", ">reject above", ">review above");
        for (CalibratedClass known : bundle.model().classes()) {
            table.row(
                    known.name(),
                    Integer.toString(known.trainingParts()),
                    Integer.toString(known.calibrationScores().size()),
                    ThresholdCells.number(known.threshold().reject()),
                    ThresholdCells.number(known.threshold().review()));
        }
        return "\ncreated " + TIME.format(bundle.model().created()) + " UTC, detector "
                + bundle.model().detector().family() + "\n\n" + table;
    }

    static String showJson(ModelRecord model, Optional<Path> store) throws IOException {
        ObjectNode shown = Json.mapper().createObjectNode();
        shown.set("record", tree(model));
        if (store.isPresent()) {
            shown.set(
                    "manifest",
                    Json.mapper()
                            .readTree(store.get()
                                    .resolve(model.digest())
                                    .resolve(ModelBundle.MANIFEST)
                                    .toFile()));
        }
        return pretty(shown);
    }

    static String json(ModelDiff diff) throws IOException {
        return pretty(Json.mapper().valueToTree(diff));
    }

    static String json(ModelRecord model, ShadowComparison seen) throws IOException {
        ObjectNode shown = Json.mapper().createObjectNode().put("digest", model.digest());
        shown.setAll(Json.mapper().<ObjectNode>valueToTree(seen));
        return pretty(shown);
    }

    /** The frames that a model in shadow decided otherwise than the line. */
    static String disagreements(ModelRecord model, ShadowComparison seen) {
        String summary = name(model) + ": " + seen.inWords() + "\n";
        if (seen.latest().isEmpty()) {
            return summary;
        }
        TextTable table = new TextTable("frame", "camera", "product", "line", "shadow", ">score", "scored (UTC)");
        for (Disagreement each : seen.latest()) {
            table.row(
                    each.frame(),
                    each.camera(),
                    each.product().orElse(""),
                    each.line().name(),
                    each.shadow().name(),
                    each.score().isPresent()
                            ? ThresholdCells.number(each.score().getAsDouble())
                            : "",
                    TIME.format(each.at()));
        }
        int more = seen.others() - seen.latest().size();
        return summary + "\n" + table + (more > 0 ? "and " + more + " more; see --limit\n" : "");
    }

    /**
     * @param records of both models
     * @param store has their bundles
     */
    static String diff(ModelDiff diff, List<ModelRecord> records, Path store) {
        StringBuilder text = new StringBuilder();
        TextTable facts = new TextTable("", "A " + name(diff.left()), "B " + name(diff.right()));
        diff.facts().forEach(fact -> facts.row(fact.name(), fact.left(), fact.right()));
        text.append(facts);
        if (diff.facts().isEmpty()) {
            text.append("both come from the same data, recipe and program\n");
        }
        TextTable products = new TextTable(
                "product", ">reject A", ">reject B", ">review A", ">review B", ">calibration A", ">calibration B");
        for (ModelDiff.Product product : diff.products()) {
            products.row(
                    product.name(),
                    number(product.left().map(ModelDiff.Limits::reject)),
                    number(product.right().map(ModelDiff.Limits::reject)),
                    number(product.left().map(ModelDiff.Limits::review)),
                    number(product.right().map(ModelDiff.Limits::review)),
                    count(product.left()),
                    count(product.right()));
        }
        text.append('\n').append(products);
        if (diff.metrics().isEmpty()) {
            text.append("\nthe bundles record no evaluation of both on the same images\n");
            records.forEach(record -> gate(record).ifPresent(text::append));
            return text.append("compare both on labelled images with: invigil gate ")
                    .append(store.resolve(diff.left().digest()))
                    .append(' ')
                    .append(store.resolve(diff.right().digest()))
                    .append(" DATA --out DIR\n")
                    .toString();
        }
        String data = "";
        TextTable metrics = null;
        for (ModelDiff.Metric metric : diff.metrics()) {
            String next = metric.definition() + ", test images " + brief(metric.dataDigest());
            if (metrics == null || !next.equals(data)) {
                if (metrics != null) {
                    text.append(metrics);
                }
                data = next;
                text.append('\n').append(data).append('\n');
                metrics = new TextTable("product", "metric", ">A", ">B", ">B - A");
            }
            metrics.row(
                    metric.product(),
                    metric.metric(),
                    percent(metric.left()),
                    percent(metric.right()),
                    String.format(Locale.ROOT, "%+.2f", 100 * (metric.right() - metric.left())));
        }
        return text.append(metrics).toString();
    }

    /** Where the gate compared this model with the one that was ACTIVE then. */
    private static Optional<String> gate(ModelRecord model) {
        return model.evidence()
                .filter(evidence ->
                        evidence.page().isPresent() || evidence.outcome().isPresent())
                .map(evidence -> "the gate compared " + name(model) + " with the model that was ACTIVE then"
                        + evidence.outcome()
                                .map(outcome -> ", and said " + outcome)
                                .orElse("")
                        + model.run().map(run -> ", in the run " + run).orElse("")
                        + evidence.page().map(page -> "; its page: " + page).orElse("")
                        + "\n");
    }

    /** The model by which the scorers decide, then by state, the latest first. */
    private static List<ModelRecord> sorted(Models models) {
        Optional<ModelRecord> active = models.active();
        return models.byDigest().values().stream()
                .sorted(Comparator.comparing((ModelRecord model) -> !active.equals(Optional.of(model)))
                        .thenComparing(model -> place(model.state()))
                        .thenComparing(Comparator.comparing(ModelRecord::at).reversed())
                        .thenComparing(ModelRecord::digest))
                .toList();
    }

    private static int place(ModelState state) {
        return switch (state) {
            case ACTIVE -> 0;
            case SHADOW -> 1;
            case CANDIDATE -> 2;
            case RETIRED -> 3;
            case REJECTED -> 4;
        };
    }

    private static JsonNode tree(ModelRecord model) throws IOException {
        return Json.mapper().readTree(ModelRecordCodec.encode(model));
    }

    private static String pretty(JsonNode json) throws IOException {
        ObjectMapper mapper = Json.mapper();
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static String name(ModelDiff.Side side) {
        return side.name() + " " + side.version() + " (" + brief(side.digest()) + ")";
    }

    private static String brief(String digest) {
        return digest.substring(0, SHORT_DIGEST);
    }

    private static int longest(List<ModelRecord> models, Function<ModelRecord, String> column) {
        return models.stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String shortened(String reason, int room) {
        return reason.length() <= room ? reason : reason.substring(0, room - 1) + "…";
    }

    private static String number(Optional<Double> threshold) {
        return threshold.map(ThresholdCells::number).orElse("-");
    }

    private static String count(Optional<ModelDiff.Limits> limits) {
        return limits.map(limit -> Integer.toString(limit.calibrationScores())).orElse("-");
    }

    private static String percent(double fraction) {
        return String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
