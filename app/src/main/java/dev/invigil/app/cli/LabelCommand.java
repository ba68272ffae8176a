// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.Label.Quality;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.label.LabelWriter;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Confirms or overturns the verdict on a frame. */
@Command(
        name = "label",
        mixinStandardHelpOptions = true,
        description = "Say whether the part of a frame is good or defective, whatever its verdict.",
        footer = {
            "",
            "The trainer follows labels: a good part may be trained on, a defective part is",
            "only used to evaluate models. The verdict on the frame does not change.",
            "",
            "Examples:",
            "  invigil label cam-3-00042 good --reason 'dust on the lens'",
            "  invigil label cam-3-00043 defective --class scratch",
            "  invigil label cam-3-00043 --clear",
            "  invigil label list"
        })
final class LabelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Connection connection;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FRAME", description = "The frame id, as in the verdict.")
    private Optional<String> frame;

    @Parameters(index = "1", arity = "0..1", paramLabel = "good|defective", description = "What the part is.")
    private Optional<String> quality;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Kind of defect, such as scratch. Only for a defective part.")
    private Optional<String> defect;

    @Option(names = "--reason", paramLabel = "TEXT", description = "The reason, one line.")
    private Optional<String> reason;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Name of the operator (default: ${DEFAULT-VALUE}).")
    private String by;

    @Option(names = "--clear", description = "Withdraw the label of the frame.")
    private boolean clear;

    @Option(names = "--force", description = "Write the label although no verdict on the frame is found.")
    private boolean force;

    @Override
    public Integer call() {
        String id = frame.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "Missing required parameter: FRAME"));
        if (!Frame.isText(id)) {
            throw new UsageException("FRAME must have " + Frame.TEXT_RULE);
        }
        if (clear) {
            return clear(id);
        }
        Label label = UsageException.checked(() -> label(id));
        LabelWriter labels = writer(connection);
        Optional<Verdict> verdict = labels.verdict(id);
        if (verdict.isEmpty() && !force) {
            throw new OperatorException("no verdict on the frame " + id + " is among the newest " + LabelWriter.SEARCHED
                    + " of each partition; correct FRAME, or use --force");
        }
        RecordPosition position = labels.write(label);
        PrintWriter out = spec.commandLine().getOut();
        verdict.ifPresent(known -> out.printf(
                "verdict  %s for %s at %s, %s: the label %s it%n",
                known.decision(),
                known.productId().orElse("an unknown product"),
                known.camera(),
                known.creationTime().truncatedTo(ChronoUnit.SECONDS),
                label.confirms(known.decision()) ? "confirms" : "overturns"));
        out.printf(
                "label    %s%s, by %s%n",
                label.quality().name().toLowerCase(Locale.ROOT),
                label.defect().map(kind -> " (" + kind + ")").orElse(""),
                label.by());
        out.printf("record   %s-%d offset %d%n", position.topic(), position.partition(), position.offset());
        out.flush();
        return 0;
    }

    private Label label(String id) {
        Quality said = quality.map(LabelCommand::quality)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "Missing required parameter: good or defective, after FRAME"));
        if (defect.isPresent() && said == Quality.GOOD) {
            throw new UsageException("--class is only for a defective part");
        }
        if (defect.filter(TestPhotograph.GOOD::equals).isPresent()) {
            throw new UsageException("--class must name a kind of defect, not " + TestPhotograph.GOOD);
        }
        return new Label(
                Label.SCHEMA, id, said, defect, reason, by, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Quality quality(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "good" -> Quality.GOOD;
            case "defective" -> Quality.DEFECTIVE;
            default -> throw new UsageException("write good or defective after FRAME, not " + text);
        };
    }

    private int clear(String id) {
        if (quality.isPresent()) {
            throw new UsageException("--clear withdraws the label; omit " + quality.get());
        }
        LabelWriter labels = writer(connection);
        if (!labels.read().containsKey(id)) {
            throw new OperatorException("the frame " + id + " has no label; `invigil label list` shows all labels");
        }
        RecordPosition position = labels.clear(id);
        PrintWriter out = spec.commandLine().getOut();
        out.printf("label of %s withdrawn%n", id);
        out.printf("record   %s-%d offset %d%n", position.topic(), position.partition(), position.offset());
        out.flush();
        return 0;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the labels, newest first.")
    void list(@Mixin Connection listed) {
        List<Label> labels = writer(listed).read().values().stream()
                .sorted(Comparator.comparing(Label::at).reversed().thenComparing(Label::frameId))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (labels.isEmpty()) {
            out.println("there are no labels; write one with: invigil label FRAME good|defective");
        } else {
            TextTable table = new TextTable("frame", "label", "class", "by", "since", "reason");
            for (Label label : labels) {
                table.row(
                        label.frameId(),
                        label.quality().name().toLowerCase(Locale.ROOT),
                        label.defect().orElse(""),
                        label.by(),
                        label.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                        label.reason().orElse(""));
            }
            out.print(table);
        }
        out.flush();
    }

    private static LabelWriter writer(Connection connection) {
        return new LabelWriter(connection.kafka(), connection.topics(), connection.addressSetting());
    }
}
