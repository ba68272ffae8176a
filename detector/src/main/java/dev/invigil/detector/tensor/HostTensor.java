// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor in Java memory: row-major, little-endian.
 *
 * @param type what the elements are
 * @param shape the sizes of its axes, outermost first; empty for a scalar
 * @param data the elements' bytes; shared, not copied, and never written through this record
 */
public record HostTensor(ElementType type, List<Integer> shape, ByteBuffer data) {
    public HostTensor {
        shape = List.copyOf(shape);
        data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long bytes = type.bytes();
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in shape " + shape);
            }
            bytes = Math.multiplyExact(bytes, size);
        }
        if (bytes != data.remaining()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " of " + type + " needs " + bytes + " bytes, not " + data.remaining());
        }
    }

    /** A float32 tensor of these values. */
    public static HostTensor of(float[] values, Integer... shape) {
        return of(values, List.of(shape));
    }

    /** A float32 tensor of these values. */
    public static HostTensor of(float[] values, List<Integer> shape) {
        ByteBuffer data = allocate(values.length, ElementType.F32);
        data.asFloatBuffer().put(values);
        return new HostTensor(ElementType.F32, shape, data);
    }

    /** A float64 tensor of these values. */
    public static HostTensor of(double[] values, List<Integer> shape) {
        ByteBuffer data = allocate(values.length, ElementType.F64);
        data.asDoubleBuffer().put(values);
        return new HostTensor(ElementType.F64, shape, data);
    }

    /** An int64 tensor of these values. */
    public static HostTensor of(long[] values, List<Integer> shape) {
        ByteBuffer data = allocate(values.length, ElementType.I64);
        data.asLongBuffer().put(values);
        return new HostTensor(ElementType.I64, shape, data);
    }

    /** An unsigned 8-bit tensor of these values; the array is shared. */
    public static HostTensor of(byte[] values, List<Integer> shape) {
        return new HostTensor(ElementType.U8, shape, ByteBuffer.wrap(values));
    }

    private static ByteBuffer allocate(int elements, ElementType type) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A fresh view of the bytes, from the first to the last, little-endian and read-only. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of elements. */
    public int elements() {
        return data.capacity() / type.bytes();
    }

    /** The size of one axis; negative counts from the innermost, as in {@code size(-1)}. */
    public int size(int axis) {
        return shape.get(axis < 0 ? shape.size() + axis : axis);
    }

    /** The elements as float32, widened or narrowed where they are another kind of number. */
    public float[] floats() {
        float[] values = new float[elements()];
        if (type == ElementType.F32) {
            data().asFloatBuffer().get(values);
        } else {
            ByteBuffer source = data();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) number(source, i);
            }
        }
        return values;
    }

    /** The elements as float64. */
    public double[] doubles() {
        double[] values = new double[elements()];
        ByteBuffer source = data();
        for (int i = 0; i < values.length; i++) {
            values[i] = number(source, i);
        }
        return values;
    }

    /**
     * The elements as whole numbers.
     *
     * @throws IllegalStateException if they are real numbers
     */
    public long[] longs() {
        if (type.isFloating()) {
            throw new IllegalStateException("a tensor of " + type + " has no whole numbers");
        }
        long[] values = new long[elements()];
        ByteBuffer source = data();
        for (int i = 0; i < values.length; i++) {
            values[i] = type == ElementType.I64 ? source.getLong(i * Long.BYTES) : (long) number(source, i);
        }
        return values;
    }

    /** A copy of the bytes; for U8 and BOOL these are the elements. */
    public byte[] bytes() {
        byte[] values = new byte[data.capacity()];
        data().get(values);
        return values;
    }

    /** The same numbers as float32; itself when they are float32 already. */
    public HostTensor toF32() {
        return type == ElementType.F32 ? this : of(floats(), shape);
    }

    /** Each number as the half next to it. */
    public HostTensor toF16() {
        ByteBuffer halves = allocate(elements(), ElementType.F16);
        for (float number : floats()) {
            halves.putShort(HalfPrecision.fromFloat(number));
        }
        return new HostTensor(ElementType.F16, shape, halves.flip());
    }

    /** The same elements under another shape. */
    public HostTensor reshape(Integer... sizes) {
        return new HostTensor(type, List.of(sizes), data);
    }

    /** Part {@code index} of the outermost axis, shared with this tensor. */
    public HostTensor part(int index) {
        int bytes = data.capacity() / size(0);
        return new HostTensor(type, shape.subList(1, shape.size()), data.slice(index * bytes, bytes));
    }

    private double number(ByteBuffer source, int index) {
        int at = index * type.bytes();
        return switch (type) {
            case F64 -> source.getDouble(at);
            case F32 -> source.getFloat(at);
            case F16 -> HalfPrecision.toFloat(source.getShort(at));
            case BF16 -> Float.intBitsToFloat(source.getShort(at) << Short.SIZE);
            case I64 -> source.getLong(at);
            case I32 -> source.getInt(at);
            case U8, BOOL -> Byte.toUnsignedInt(source.get(at));
        };
    }

    /** Equal types, shapes and bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HostTensor that
                && type == that.type
                && shape.equals(that.shape)
                && data().equals(that.data());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {type, shape, data()});
    }

    /** Type and shape; the elements are too many to print. */
    @Override
    public String toString() {
        return type + shape.toString();
    }
}
