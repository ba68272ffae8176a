// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Exports a bundle's network for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Write a bundle's network as a TorchScript program for Python and C++.",
        footer = {
            "",
            "forward(images): input uint8, N x height x width x 3, RGB, resized like Pillow",
            "(bilinear). Output float32, N x height x width: anomaly maps before smoothing. A",
            "Gaussian filter and the image score rule of the bundle give the score.",
            "",
            "Examples:",
            "  invigil export --bundle bundle --out model.pt",
            "  python -c 'import torch; print(torch.jit.load(\"model.pt\")(",
            "      torch.zeros(1, 256, 256, 3, dtype=torch.uint8)).shape)'"
        })
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "The model bundle.")
    private Path bundle;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The .pt file to write. It must not exist.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (Files.exists(out)) {
            throw new OperatorException(out + " already exists; name another file with --out");
        }
        ModelBundle model = CliModels.load(bundle);
        model.detector().export(out);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                "%s  %s %s, images of %s pixels%nsha256 %s%n",
                out,
                model.model().name(),
                model.model().version(),
                model.model().detector().preprocessing().size(),
                Sha256.of(out));
        print.flush();
        return 0;
    }
}
