// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine invigil =
            Invigil.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @TempDir
    private Path folder;

    @Test
    void shouldKeepWhatDetectorsUseOfABackbone() throws IOException {
        Map<String, HostTensor> weights = weights();
        weights.put("fc.weight", HostTensor.of(new float[4], 2, 2));
        Path imported = folder.resolve("imported.safetensors");

        assertThat(importBackbone(write(weights), imported)).isZero();

        assertThat(out.toString()).contains("fc (1 tensors)").contains("invigil train --backbone " + imported);
        assertThat(SafeTensors.read(imported).tensors())
                .containsOnlyKeys(weights().keySet());
        assertThat(SafeTensors.read(imported).metadata()).containsEntry("source", "weights.safetensors");
    }

    @Test
    void shouldListWhatDoesNotFitWithoutAStackTrace() throws IOException {
        Map<String, HostTensor> weights = weights();
        weights.remove("bn1.bias");
        weights.put("head.weight", HostTensor.of(new float[4], 2, 2));

        assertThat(importBackbone(write(weights), folder.resolve("imported.safetensors")))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("weights.safetensors: these are not the weights of tiny")
                .contains("missing:\n    bn1: bias")
                .contains("superfluous:\n    head: weight")
                .doesNotContain("Exception");
        assertThat(folder.resolve("imported.safetensors")).doesNotExist();
    }

    @Test
    void shouldSayThatAPrefixWasLeftOut() throws IOException {
        Map<String, HostTensor> compiled = new LinkedHashMap<>();
        weights().forEach((name, value) -> compiled.put("_orig_mod." + name, value));
        Path imported = folder.resolve("imported.safetensors");

        assertThat(importBackbone(write(compiled), imported)).isZero();

        assertThat(out.toString()).contains("prefix removed from all names: \"_orig_mod.\"");
        assertThat(SafeTensors.read(imported).tensors()).isEqualTo(weights());
    }

    @Test
    void shouldNotWriteOverAFile() throws IOException {
        Path file = write(weights());
        assertThat(importBackbone(file, file)).isEqualTo(1);
        assertThat(err.toString()).contains("already exists");
    }

    @Test
    void shouldListBackbonesAndWhereTheyAreKept() {
        assertThat(invigil.execute("backbone", "list")).isZero();
        assertThat(out.toString()).contains("wide_resnet50_2-timm").contains("stored in");
        assertThat(invigil.execute("backbone", "fetch", "vgg16")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown backbone \"vgg16\"; the known ones are resnet18");
    }

    private int importBackbone(Path file, Path imported) {
        return invigil.execute("import", "backbone", file.toString(), "--arch", "tiny", "--out", imported.toString());
    }

    private Path write(Map<String, HostTensor> weights) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        SafeTensors.write(file, TensorFile.of(weights));
        return file;
    }

    private static Map<String, HostTensor> weights() {
        return new LinkedHashMap<>(ResNet.random("tiny", new SplittableRandom(1)));
    }
}
