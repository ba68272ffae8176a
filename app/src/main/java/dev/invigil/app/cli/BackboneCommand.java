// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.app.terminal.TextTable;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.backbone.BackboneDownload;
import dev.invigil.trainer.backbone.BackboneStore;
import dev.invigil.trainer.backbone.BackboneTable;
import dev.invigil.trainer.backbone.EnvironmentProxies;
import dev.invigil.trainer.backbone.KnownBackbone;
import dev.invigil.trainer.train.TrainingEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists and fetches published pretrained encoders. */
@Command(
        name = "backbone",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "List and fetch pretrained backbones of torchvision and timm.",
        footer = {
            "",
            "Fetched files are stored in the folder backbones of INVIGIL_HOME. Use them with",
            "train --backbone NAME. HTTPS_PROXY and NO_PROXY are used. Without network access",
            "the command names the file to download and the folder to put it in.",
            "",
            "The weights were trained on ImageNet, whose terms refer to research use; the",
            "licence shown is the publisher's licence of the file.",
            "",
            "Examples:",
            "  invigil backbone list",
            "  invigil backbone fetch resnet34",
            "  invigil train --data mvtec --backbone resnet34 --out bundle"
        })
final class BackboneCommand {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final double MEGABYTE = 1e6;

    @Spec
    private CommandSpec spec;

    /** Where this user's backbones are. */
    static BackboneStore store() {
        return new BackboneStore(Home.folder(System.getenv()).resolve("backbones"));
    }

    /** The file that {@code --backbone} names: the stored file of a known backbone, else the argument itself. */
    static String resolve(String wish) throws IOException {
        if (wish.equals(TrainingEncoder.TINY) || wish.equals(TrainingEncoder.RANDOM) || Files.exists(Path.of(wish))) {
            return wish;
        }
        Optional<KnownBackbone> known = BackboneTable.find(wish);
        if (known.isPresent()) {
            return store().require(known.get()).toString();
        }
        throw new UsageException("--backbone " + wish + " is neither a file nor a known name; the names are "
                + Stream.concat(
                                Stream.of(TrainingEncoder.TINY, TrainingEncoder.RANDOM),
                                BackboneTable.all().stream().map(KnownBackbone::name))
                        .collect(Collectors.joining(", ")));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the known backbones and show which are stored here.")
    void list() {
        BackboneStore store = store();
        TextTable table = new TextTable("name", "network", ">MB", "licence", "sha-256", "here", "what it is");
        for (KnownBackbone known : BackboneTable.all()) {
            table.row(
                    known.name(),
                    known.architecture(),
                    megabytes(known.bytes()),
                    known.licence(),
                    known.sha256().substring(0, 8),
                    store.has(known) ? "yes" : "",
                    known.note());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.printf("%nstored in %s%n", store.folder());
        out.flush();
    }

    @Command(name = "fetch", mixinStandardHelpOptions = true, description = "Download, verify and store backbones.")
    void fetch(
            @Parameters(paramLabel = "NAME", arity = "1..*", description = "A name shown by list.") List<String> names)
            throws IOException {
        List<KnownBackbone> wanted = names.stream().map(BackboneCommand::known).toList();
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .proxy(new EnvironmentProxies(System.getenv(), ProxySelector.getDefault()))
                .build();
        BackboneDownload download = new BackboneDownload(client, store());
        PrintWriter out = spec.commandLine().getOut();
        for (KnownBackbone known : wanted) {
            Path file;
            try (ProgressBar bar = ProgressBar.onStandardError(known.name())) {
                file = download.fetch(known, (received, total) -> bar.update(received, Math.max(received, total), ""));
            }
            out.printf(
                    "%s  verified by %s%n  invigil train --backbone %s …%n",
                    file,
                    known.sha256().length() == 64
                            ? "its SHA-256"
                            : "the first 8 digits of its SHA-256, which are part of its published file name",
                    known.name());
            out.flush();
        }
    }

    private static KnownBackbone known(String name) {
        try {
            return BackboneTable.named(name);
        } catch (OperatorException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isPresent() ? String.format(Locale.ROOT, "%.1f", bytes.getAsLong() / MEGABYTE) : "?";
    }
}
