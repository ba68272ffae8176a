// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the few pickles of a TorchScript archive (protocol 2). */
final class Pickle {
    private static final int PROTOCOL = 0x80;
    private static final int STOP = '.';
    private static final int MARK = '(';
    private static final int EMPTY_TUPLE = ')';
    private static final int TUPLE = 't';
    private static final int EMPTY_DICT = '}';
    private static final int SET_ITEMS = 'u';
    private static final int GLOBAL = 'c';
    private static final int NEW_OBJECT = 0x81;
    private static final int BUILD = 'b';
    private static final int REDUCE = 'R';
    private static final int PERSISTENT_ID = 'Q';
    private static final int TEXT = 'X';
    private static final int INTEGER = 'J';
    private static final int TRUE = 0x88;
    private static final int FALSE = 0x89;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Pickle() {
        op(PROTOCOL).op(2);
    }

    static byte[] emptyTuple() {
        return new Pickle().op(EMPTY_TUPLE).op(STOP).out.toByteArray();
    }

    /** The module object: class {@code __torch__.M}, its attributes, and that it is not in training mode. */
    static byte[] module(List<Archive.Attribute> attributes) {
        Pickle pickle = new Pickle();
        pickle.global("__torch__", "M")
                .op(EMPTY_TUPLE)
                .op(NEW_OBJECT)
                .op(EMPTY_DICT)
                .op(MARK);
        for (int i = 0; i < attributes.size(); i++) {
            Archive.Attribute attribute = attributes.get(i);
            pickle.text(attribute.name()).tensor(i, attribute.value(), attribute.learned());
        }
        pickle.text("training").op(FALSE);
        return pickle.op(SET_ITEMS).op(BUILD).op(STOP).out.toByteArray();
    }

    /** A call of the function that makes a tensor out of the bytes in {@code data/index}. */
    private void tensor(int index, HostTensor tensor, boolean learned) {
        global("torch._utils", "_rebuild_tensor_v2").op(MARK);
        op(MARK).text("storage").global("torch", storage(tensor.type()));
        text(Integer.toString(index)).text("cpu").integer(tensor.elements());
        op(TUPLE).op(PERSISTENT_ID);
        integer(0);
        op(MARK);
        tensor.shape().forEach(this::integer);
        op(TUPLE).op(MARK);
        int stride = tensor.elements();
        for (int size : tensor.shape()) {
            stride /= Math.max(size, 1);
            integer(stride);
        }
        op(TUPLE).op(learned ? TRUE : FALSE);
        global("collections", "OrderedDict").op(EMPTY_TUPLE).op(REDUCE);
        op(TUPLE).op(REDUCE);
    }

    private static String storage(ElementType type) {
        return switch (type) {
            case F64 -> "DoubleStorage";
            case F32 -> "FloatStorage";
            case F16 -> "HalfStorage";
            case BF16 -> "BFloat16Storage";
            case I64 -> "LongStorage";
            case I32 -> "IntStorage";
            case U8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
        };
    }

    private Pickle op(int code) {
        out.write(code);
        return this;
    }

    private Pickle global(String module, String name) {
        op(GLOBAL).out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    private Pickle text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(TEXT).out.writeBytes(littleEndian(bytes.length));
        out.writeBytes(bytes);
        return this;
    }

    private Pickle integer(int value) {
        op(INTEGER).out.writeBytes(littleEndian(value));
        return this;
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
