// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.encoder.Encoders;
import dev.invigil.detector.importing.ImportedBackbone;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import dev.invigil.detector.tensor.WholeFile;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.importing.WeightsFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports the weights of an encoder. */
@Command(
        name = "backbone",
        mixinStandardHelpOptions = true,
        description = "Check the weights of an encoder name by name and keep the ones that detectors use.",
        footer = {
            "",
            "Tensor names must be those of torchvision or timm. layer4 and fc are left out.",
            "Batch norms may be folded into their convolutions. The prefixes module.,",
            "_orig_mod., model., backbone. and net. are removed if all names have them.",
            "",
            "Examples:",
            "  invigil import backbone wide_resnet50_racm-8234f177.pth \\",
            "      --arch wide_resnet50_2 --out wrn50.safetensors",
            "  invigil import backbone caffe.pth --arch resnet50 --v1 \\",
            "      --out resnet50.safetensors"
        })
final class ImportBackboneCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A .pth, .pt or .safetensors file.")
    private Path file;

    @Option(
            names = "--arch",
            required = true,
            paramLabel = "NAME",
            completionCandidates = EncoderNames.class,
            description = "The network: ${COMPLETION-CANDIDATES}.")
    private String architecture;

    @Option(
            names = "--v1",
            description =
                    "The stride is in the 1x1 convolution of a bottleneck (Caffe, Keras). The file does not say so.")
    private boolean strideFirst;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The .safetensors file to write. It must not exist.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        UsageException.checked(() -> Encoders.known(architecture));
        if (Files.exists(out)) {
            throw new OperatorException(out + " already exists; name another file with --out");
        }
        List<String> notes = new ArrayList<>();
        ImportedBackbone imported = WeightsFile.read(
                file, checkpoint -> ImportedBackbone.read(checkpoint, architecture, strideFirst), notes::add);
        write(imported);
        PrintWriter print = spec.commandLine().getOut();
        print.printf(
                "%s  %s, %d tensors%n", out, architecture, imported.weights().size());
        print.printf("sha256 %s%n", Sha256.of(out));
        notes.forEach(print::println);
        if (!imported.dropped().isEmpty()) {
            print.printf("left out, because no detector uses it: %s%n", modules(imported));
        }
        if (imported.unfolded() > 0) {
            print.printf(
                    "%d batch norms that were folded into their convolutions were restored%n", imported.unfolded());
        }
        print.printf("%n  invigil train --backbone %s%s …%n", out, strideFirst ? " --backbone-v1" : "");
        print.flush();
        return 0;
    }

    private void write(ImportedBackbone imported) throws IOException {
        Map<String, String> origin = new TreeMap<>();
        origin.put("arch", architecture + (strideFirst ? " v1" : ""));
        origin.put("source", file.getFileName().toString());
        origin.put("source_sha256", Sha256.of(file));
        WholeFile.write(out, fresh -> SafeTensors.write(fresh, new TensorFile(imported.weights(), origin)));
    }

    private static String modules(ImportedBackbone imported) {
        Map<String, Long> counts = imported.dropped().stream()
                .collect(Collectors.groupingBy(
                        name -> name.substring(0, name.indexOf('.')), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(module -> module.getKey() + " (" + module.getValue() + " tensors)")
                .collect(Collectors.joining(", "));
    }
}
