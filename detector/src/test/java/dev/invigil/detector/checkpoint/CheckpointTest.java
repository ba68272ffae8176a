// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.detector.Fixtures;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    @TempDir
    private Path folder;

    static Path resource(String name) {
        try {
            return Path.of(
                    CheckpointTest.class.getResource("/checkpoints/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zip.pth", "legacy.pth", "protocol4.pth", "ckpt.pth", "ckpt_legacy.pth", "expected.safetensors"})
    void shouldReadWhatPyTorchWrote(String name) throws IOException {
        Map<String, HostTensor> expected =
                SafeTensors.read(resource("expected.safetensors")).tensors();

        try (Checkpoint checkpoint = Checkpoint.open(resource(name))) {
            assertThat(checkpoint.tensors()).containsOnlyKeys(expected.keySet());
            assertThat(checkpoint.tensors().get("transposed"))
                    .isEqualTo(new TensorHeader(ElementType.F32, List.of(6, 4)));
            assertThat(checkpoint.load(expected.keySet())).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "module.",
                "_orig_mod.",
                "model.",
                "backbone.",
                "net.",
                "module._orig_mod.",
                "model.backbone.",
                ""
            })
    void shouldLeaveOutThePrefixesOfWrappers(String prefix) throws IOException {
        HostTensor first = HostTensor.of(new float[] {1, 2}, 2);
        HostTensor second = HostTensor.of(new float[] {3}, 1);
        Map<String, HostTensor> state = Map.of(prefix + "conv1.weight", first, prefix + "bn1.bias", second);
        Path torch = TorchFiles.stateDict(folder.resolve("a.pth"), state);
        Path safe = folder.resolve("a.safetensors");
        SafeTensors.write(safe, TensorFile.of(state));

        for (Path file : List.of(torch, safe)) {
            try (Checkpoint checkpoint = Checkpoint.open(file)) {
                assertThat(checkpoint.load(List.of("conv1.weight", "bn1.bias")))
                        .isEqualTo(Map.of("conv1.weight", first, "bn1.bias", second));
                assertThat(checkpoint.prefix()).isEqualTo(prefix);
            }
        }
    }

    @Test
    void shouldKeepAPrefixThatNotAllNamesHave() throws IOException {
        HostTensor tensor = HostTensor.of(new float[] {1}, 1);
        Path file = TorchFiles.stateDict(
                folder.resolve("a.pth"), Map.of("model.backbone.w", tensor, "model.head.w", tensor));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.tensors()).containsOnlyKeys("backbone.w", "head.w");
        }
    }

    @Test
    void shouldReadATensorInAnyOrderOfItsStrides() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(resource("zip.pth"))) {
            assertThat(checkpoint.load("window").floats()).containsExactly(8, 9, 10, 14, 15, 16);
            assertThat(checkpoint.load("every.second").floats()).containsExactly(0, 3, 12, 15);
            assertThat(checkpoint.load("expanded").floats()).containsExactly(1.5f, 1.5f, 1.5f, -2.5f, -2.5f, -2.5f);
            assertThat(checkpoint.load("empty").elements()).isZero();
        }
    }

    @Test
    void shouldRefuseAWholeModelAndSayWhatToSaveInstead() {
        assertThatThrownBy(() -> Checkpoint.open(resource("module.pth")))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("global torch.nn.modules.conv.Conv2d is refused")
                .hasMessageContaining("at byte 2 of data.pkl")
                .hasMessageContaining("state_dict()");
        assertThatThrownBy(() -> Checkpoint.open(resource("script.pt")))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("TorchScript")
                .hasMessageContaining("state_dict()");
    }

    @Test
    void shouldReadBackboneFilesOfTheSharedData() throws IOException {
        Optional<Path> file = Fixtures.shared("data/backbones/resnet18.safetensors");
        assumeTrue(file.isPresent(), "no resnet18.safetensors");
        try (Checkpoint checkpoint = Checkpoint.open(file.get())) {
            assertThat(checkpoint.tensors().get("conv1.weight").shape()).containsExactly(64, 3, 7, 7);
        }
    }

    @Test
    void shouldSayWhatIsInADictionaryWithoutTensors() throws IOException {
        byte[] pickle = new PickleWriter()
                .op(Opcode.EMPTY_DICT)
                .op(Opcode.MARK)
                .text("epoch")
                .number(3)
                .text("note")
                .text("x")
                .op(Opcode.SETITEMS)
                .stop();
        Path file = TorchFiles.zip(folder.resolve("a"), ZipEntry.STORED, Map.of("a/data.pkl", pickle));

        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("no tensors")
                .hasMessageContaining("epoch, note");
    }

    @Test
    void shouldRefuseWhatIsNoWeightsFile() throws IOException {
        Path picture =
                Files.write(folder.resolve("a.pth"), new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3, 4, 5, 6, 7, 8});
        Path nothing = Files.createFile(folder.resolve("empty.pth"));
        for (Path file : List.of(picture, nothing)) {
            assertThatThrownBy(() -> Checkpoint.open(file))
                    .isInstanceOf(MalformedTensorFileException.class)
                    .hasMessageContaining("neither");
        }
    }
}
