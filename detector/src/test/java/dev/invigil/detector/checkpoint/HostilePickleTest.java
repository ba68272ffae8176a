// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that somebody wrote to harm whoever opens them. */
class HostilePickleTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of("global os.system is refused", call("os", "system", "touch /tmp/owned")),
                Arguments.of("global posix.system is refused", call("posix", "system", "id")),
                Arguments.of("global builtins.eval is refused", call("builtins", "eval", "1")),
                Arguments.of("global __builtin__.eval is refused", call("__builtin__", "eval", "1")),
                Arguments.of("global builtins.getattr is refused", call("builtins", "getattr", "x")),
                Arguments.of(
                        "global torch.storage._load_from_bytes is refused",
                        call("torch.storage", "_load_from_bytes", "x")),
                Arguments.of(
                        "global os.system is refused",
                        new PickleWriter().text("os").text("system").op(Opcode.STACK_GLOBAL)),
                Arguments.of("global a?b.c is refused", new PickleWriter().global("a\rb", "c")),
                Arguments.of(
                        "not a function",
                        new PickleWriter()
                                .text("os.system")
                                .op(Opcode.EMPTY_TUPLE)
                                .op(Opcode.REDUCE)),
                Arguments.of(
                        "not a function",
                        new PickleWriter()
                                .global("torch", "FloatStorage")
                                .op(Opcode.EMPTY_TUPLE)
                                .op(Opcode.REDUCE)),
                Arguments.of(
                        "instruction BUILD on anything but a dictionary is refused",
                        new PickleWriter().number(1).op(Opcode.EMPTY_DICT).op(Opcode.BUILD)),
                Arguments.of("not a pickle instruction", new PickleWriter().raw(0xff)),
                Arguments.of("protocol 0", new PickleWriter().raw(0x80, 0)),
                Arguments.of("a value is missing", new PickleWriter().op(Opcode.TUPLE3)),
                Arguments.of("a mark is missing", new PickleWriter().op(Opcode.SETITEMS)),
                Arguments.of(
                        "does not exist",
                        new PickleWriter().op(Opcode.LONG_BINGET).int32(-1)),
                Arguments.of(
                        "is truncated inside",
                        new PickleWriter().op(Opcode.BINUNICODE).int32(-1).raw('x')),
                Arguments.of(
                        "is truncated inside",
                        new PickleWriter().op(Opcode.LONG1).raw(255)),
                Arguments.of("larger than 2 GiB", view(1, Integer.MAX_VALUE, 0)),
                Arguments.of("a size or offset is expected", view(1, -1, 0)),
                Arguments.of("reaches beyond its storage", view(4, 2, 4)),
                Arguments.of("reaches beyond its storage", view(4, 5, 1)),
                Arguments.of("larger than 2 GiB", view(Integer.MAX_VALUE, 1, 1)));
    }

    private static PickleWriter call(String module, String name, String argument) {
        return new PickleWriter()
                .global(module, name)
                .text(argument)
                .op(Opcode.TUPLE1)
                .op(Opcode.REDUCE);
    }

    private static PickleWriter view(int elements, int size, int stride) {
        return new PickleWriter()
                .op(Opcode.EMPTY_DICT)
                .text("weight")
                .tensor("0", elements, 0, new int[] {size}, new int[] {stride})
                .op(Opcode.SETITEM);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void shouldRefuseByName(String reason, PickleWriter program) throws IOException {
        assertRefused(program.stop(), reason);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "POP",
                "POP_MARK",
                "DUP",
                "FLOAT",
                "INT",
                "LONG",
                "PERSID",
                "STRING",
                "UNICODE",
                "DICT",
                "GET",
                "INST",
                "LIST",
                "OBJ",
                "PUT",
                "EXT1",
                "EXT2",
                "EXT4",
                "LONG4",
                "BINUNICODE8",
                "BINBYTES8",
                "FROZENSET",
                "BYTEARRAY8",
                "NEXT_BUFFER",
                "READONLY_BUFFER"
            })
    void shouldRefuseEveryInstructionThatNoTensorNeeds(Opcode opcode) throws IOException {
        assertRefused(
                new PickleWriter().op(Opcode.EMPTY_TUPLE).op(opcode).stop(),
                "instruction " + opcode + " is refused",
                "at byte 3 of data.pkl");
    }

    @Test
    void shouldPassOverObjectsBesideTheWeightsWithoutBuildingThem() throws IOException {
        HostTensor weight = HostTensor.of(new float[] {1}, 1);
        PickleWriter pickle = new PickleWriter().op(Opcode.EMPTY_DICT);
        pickle.text("model").op(Opcode.EMPTY_DICT).text("w").tensor("0", weight).op(Opcode.SETITEM);
        pickle.op(Opcode.SETITEM);
        // torchvision's args: an argparse.Namespace with its state
        pickle.text("args")
                .global("argparse", "Namespace")
                .op(Opcode.EMPTY_TUPLE)
                .op(Opcode.NEWOBJ);
        pickle.op(Opcode.EMPTY_DICT).text("lr").number(1).op(Opcode.SETITEM).op(Opcode.BUILD);
        pickle.op(Opcode.SETITEM);
        pickle.text("out")
                .global("pathlib", "PosixPath")
                .text("runs")
                .op(Opcode.TUPLE1)
                .op(Opcode.REDUCE);
        pickle.op(Opcode.SETITEM);
        pickle.text("when").global("a.Dict", "Like").op(Opcode.EMPTY_TUPLE).op(Opcode.NEWOBJ);
        pickle.op(Opcode.MARK).text("k").number(1).op(Opcode.SETITEMS).op(Opcode.SETITEM);
        Path file = TorchFiles.zip(
                folder.resolve("a"), ZipEntry.STORED, Map.of("a/data.pkl", pickle.stop(), "a/data/0", weight.bytes()));

        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.load("w")).isEqualTo(weight);
            assertThat(checkpoint.passedOver())
                    .containsExactly("args (argparse.Namespace)", "out (pathlib.PosixPath)", "when (a.Dict.Like)");
        }
    }

    @Test
    void shouldRefuseATensorOfAnUnknownStorageByName() throws IOException {
        PickleWriter pickle = new PickleWriter().op(Opcode.EMPTY_DICT).text("w");
        pickle.global("torch._utils", "_rebuild_tensor_v2").op(Opcode.MARK);
        pickle.op(Opcode.MARK)
                .text("storage")
                .global("torch", "UnheardStorage")
                .text("0")
                .text("cpu");
        pickle.number(1).op(Opcode.TUPLE).op(Opcode.BINPERSID).op(Opcode.TUPLE).op(Opcode.REDUCE);
        assertRefused(pickle.op(Opcode.SETITEM).stop(), "global torch.UnheardStorage is refused");
    }

    @Test
    void shouldNameTheObjectThatMayBeTheModel() throws IOException {
        PickleWriter pickle = new PickleWriter().op(Opcode.EMPTY_DICT);
        pickle.text("model").global("my.net", "Net").op(Opcode.EMPTY_TUPLE).op(Opcode.NEWOBJ);
        assertRefused(pickle.op(Opcode.SETITEM).stop(), "no tensors", "model (my.net.Net)", "state_dict()");
    }

    @Test
    void shouldMakeNoInstanceOfWhatIsNoClass() throws IOException {
        assertRefused(
                new PickleWriter()
                        .number(1)
                        .op(Opcode.EMPTY_TUPLE)
                        .op(Opcode.NEWOBJ)
                        .stop(),
                "not a class");
    }

    @Test
    void shouldNotBeLostInDeepNesting() throws IOException {
        PickleWriter deep = new PickleWriter();
        for (int i = 0; i < 500_000; i++) {
            deep.op(Opcode.EMPTY_LIST);
        }
        for (int i = 1; i < 500_000; i++) {
            deep.op(Opcode.APPEND);
        }
        assertRefused(deep.stop(), "no dictionary of tensors");
    }

    @Test
    void shouldNotUnrollABillionLaughs() throws IOException {
        PickleWriter laughs = new PickleWriter().op(Opcode.EMPTY_LIST);
        for (int level = 0; level < 60; level++) {
            laughs.op(Opcode.BINPUT).raw(level).op(Opcode.EMPTY_LIST).op(Opcode.MARK);
            for (int i = 0; i < 20; i++) {
                laughs.op(Opcode.BINGET).raw(level);
            }
            laughs.op(Opcode.APPENDS);
        }
        assertRefused(laughs.stop(), "no dictionary of tensors");
        laughs = new PickleWriter().op(Opcode.EMPTY_DICT).op(Opcode.BINPUT).raw(0);
        laughs.text("net").op(Opcode.BINGET).raw(0).op(Opcode.SETITEM);
        assertRefused(laughs.stop(), "no tensors");
    }

    @Test
    void shouldNotRepeatWorkForNothing() throws IOException {
        PickleWriter pairs = new PickleWriter().op(Opcode.EMPTY_LIST).op(Opcode.MARK);
        pairs.text("a").op(Opcode.NONE).op(Opcode.TUPLE2).op(Opcode.BINPUT).raw(0);
        for (int i = 0; i < 100_000; i++) {
            pairs.op(Opcode.BINGET).raw(0);
        }
        pairs.op(Opcode.APPENDS).op(Opcode.TUPLE1).op(Opcode.BINPUT).raw(1);
        for (int i = 0; i < 100_000; i++) {
            pairs.global("collections", "OrderedDict").op(Opcode.BINGET).raw(1).op(Opcode.REDUCE);
        }
        assertRefused(pairs.stop(), "steps");
    }

    @Test
    void shouldNotKeepMoreThanThePickleIsLong() throws IOException {
        PickleWriter memo = new PickleWriter().op(Opcode.NONE);
        for (int i = 0; i < 300_000; i++) {
            memo.op(Opcode.LONG_BINPUT).int32(-i);
        }
        assertRefused(memo.stop(), "no dictionary of tensors");
        PickleWriter endless = new PickleWriter();
        for (int i = 0; i < 2_100_000; i++) {
            endless.op(Opcode.EMPTY_DICT);
        }
        assertRefused(endless.stop(), "steps");
    }

    @Test
    void shouldNotInflateABomb() throws IOException {
        int elements = 10_000_000;
        byte[] zeros = new byte[4 * elements];
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(
                "a/data.pkl",
                new PickleWriter()
                        .op(Opcode.EMPTY_DICT)
                        .text("w")
                        .tensor("0", elements, elements - 1, new int[] {1}, new int[] {1})
                        .op(Opcode.SETITEM)
                        .stop());
        entries.put("a/data/0", zeros);
        Path file = TorchFiles.zip(folder.resolve("bomb"), ZipEntry.DEFLATED, entries);

        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("40000000 bytes");
    }

    @Test
    void shouldRefuseAPickleThatIsABomb() throws IOException {
        Path file = TorchFiles.zip(
                folder.resolve("bomb"),
                ZipEntry.DEFLATED,
                Map.of("a/data.pkl", new byte[Container.MAX_PICKLE_BYTES + 1]));
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(MalformedTensorFileException.class)
                .hasMessageContaining("too many");
    }

    @Test
    void shouldRefuseManyLargeViewsOfOneSmallStorage() throws IOException {
        PickleWriter pickle = new PickleWriter().op(Opcode.EMPTY_DICT);
        for (int i = 0; i < 1000; i++) {
            pickle.text("w" + i)
                    .tensor("0", 1, 0, new int[] {1000, 1000}, new int[] {0, 0})
                    .op(Opcode.SETITEM);
        }
        assertRefused(pickle.stop(), "more than eight times as many");
    }

    @Test
    void shouldLookForStoragesInsideTheZipOnly() throws IOException {
        byte[] pickle = new PickleWriter()
                .op(Opcode.EMPTY_DICT)
                .text("w")
                .tensor("../../../../../../etc/passwd", HostTensor.of(new float[1], 1))
                .op(Opcode.SETITEM)
                .stop();
        Path file = TorchFiles.zip(folder.resolve("a"), ZipEntry.STORED, Map.of("a/data.pkl", pickle));
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThatThrownBy(() -> checkpoint.load("w"))
                    .isInstanceOf(MalformedTensorFileException.class)
                    .hasMessageContaining("is missing");
        }
    }

    @Test
    void shouldReadCompressedEntriesOfOrdinaryDensity() throws IOException {
        HostTensor tensor = HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Map<String, byte[]> entries = new HashMap<>();
        entries.put(
                "data.pkl",
                new PickleWriter()
                        .op(Opcode.EMPTY_DICT)
                        .text("w")
                        .tensor("0", tensor)
                        .op(Opcode.SETITEM)
                        .stop());
        entries.put("data/0", tensor.bytes());
        Path file = TorchFiles.zip(folder.resolve("a"), ZipEntry.DEFLATED, entries);
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.load("w")).isEqualTo(tensor);
        }
    }

    private void assertRefused(byte[] pickle, String... reasons) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        entries.put("a/data.pkl", pickle);
        entries.put("a/data/0", ByteBuffer.allocate(4).array());
        Path file = TorchFiles.zip(folder.resolve("hostile"), ZipEntry.STORED, entries);
        var refusal = assertThatThrownBy(() -> Checkpoint.open(file)).isInstanceOf(MalformedTensorFileException.class);
        refusal.hasMessageStartingWith(file.toString());
        for (String reason : reasons) {
            refusal.hasMessageContaining(reason);
        }
    }
}
