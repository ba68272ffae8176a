// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.HostTensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles, sound and hostile ones. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        op(Opcode.PROTO).raw(2);
    }

    PickleWriter op(Opcode opcode) {
        return raw(opcode.code());
    }

    PickleWriter raw(int... bytes) {
        for (int each : bytes) {
            out.write(each);
        }
        return this;
    }

    PickleWriter global(String module, String name) {
        op(Opcode.GLOBAL).out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE).int32(bytes.length).out.writeBytes(bytes);
        return this;
    }

    PickleWriter number(int value) {
        return op(Opcode.BININT).int32(value);
    }

    PickleWriter int32(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    /** A whole float tensor out of the storage of that key. */
    PickleWriter tensor(String key, HostTensor tensor) {
        int[] sizes = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
        int[] strides = new int[sizes.length];
        int stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return tensor(key, tensor.elements(), 0, sizes, strides);
    }

    /** A view of float elements. */
    PickleWriter tensor(String key, int elements, int offset, int[] sizes, int[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op(Opcode.MARK);
        op(Opcode.MARK).text("storage").global("torch", "FloatStorage");
        text(key).text("cpu").number(elements).op(Opcode.TUPLE).op(Opcode.BINPERSID);
        return number(offset)
                .tuple(sizes)
                .tuple(strides)
                .op(Opcode.NEWFALSE)
                .global("collections", "OrderedDict")
                .op(Opcode.EMPTY_TUPLE)
                .op(Opcode.REDUCE)
                .op(Opcode.TUPLE)
                .op(Opcode.REDUCE);
    }

    private PickleWriter tuple(int... numbers) {
        op(Opcode.MARK);
        for (int number : numbers) {
            number(number);
        }
        return op(Opcode.TUPLE);
    }

    /** The finished pickle. */
    byte[] stop() {
        return op(Opcode.STOP).out.toByteArray();
    }
}
