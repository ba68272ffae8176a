// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.checkpoint.Pickled.Foreign;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of one pickle or of several behind each other, and what reading them may cost. */
final class PickleInput {
    /** A checkpoint of a thousand tensors with its optimiser takes about a twentieth of these. */
    private static final int MAX_STEPS = 2_000_000;

    private static final int PRINTED_CHARACTERS = 80;

    private final ByteBuffer bytes;
    private final String part;
    private final CheckpointErrors complaint;
    private long steps;
    private int at;

    /**
     * @param bytes read from their position
     * @param part of the file that they are, for messages: "data.pkl", or nothing
     */
    PickleInput(ByteBuffer bytes, String part, CheckpointErrors complaint) {
        this.bytes = bytes;
        this.part = part.isEmpty() ? "" : " of " + part;
        this.complaint = complaint;
    }

    /** The next instruction; messages name its place from here on. */
    Opcode opcode() throws MalformedTensorFileException {
        at = bytes.position();
        spend(1);
        int code = unsigned8();
        return Opcode.of(code)
                .orElseThrow(() -> malformed("byte 0x" + Integer.toHexString(code) + " is not a pickle instruction"));
    }

    /** Counts work that is to be done. */
    void spend(int work) throws MalformedTensorFileException {
        steps += work;
        if (steps > MAX_STEPS) {
            throw malformed("its pickle needs more than " + MAX_STEPS + " steps");
        }
    }

    int position() {
        return bytes.position();
    }

    int unsigned8() throws MalformedTensorFileException {
        return Byte.toUnsignedInt(take(Byte.BYTES).get());
    }

    int unsigned16() throws MalformedTensorFileException {
        return Short.toUnsignedInt(take(Short.BYTES).getShort());
    }

    long unsigned32() throws MalformedTensorFileException {
        return Integer.toUnsignedLong(take(Integer.BYTES).getInt());
    }

    long signed32() throws MalformedTensorFileException {
        return take(Integer.BYTES).getInt();
    }

    double real() throws MalformedTensorFileException {
        return take(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /** A whole number of any length: a {@code Long} where it fits, else a {@code BigInteger}. */
    Object whole(int length) throws MalformedTensorFileException {
        byte[] digits = new byte[length];
        take(length).get(digits);
        for (int i = 0; i < length / 2; i++) {
            byte low = digits[i];
            digits[i] = digits[length - 1 - i];
            digits[length - 1 - i] = low;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    void skip(long length) throws MalformedTensorFileException {
        take(length);
    }

    String text(long length) throws MalformedTensorFileException {
        return StandardCharsets.UTF_8.decode(take(length)).toString();
    }

    /** Up to the next line feed, which is read, too. */
    String line() throws MalformedTensorFileException {
        int start = bytes.position();
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != '\n') {
            end++;
        }
        String line = text(end - start);
        skip(1);
        return line;
    }

    private ByteBuffer take(long count) throws MalformedTensorFileException {
        if (count > bytes.remaining()) {
            throw malformed("it is truncated inside its pickle");
        }
        ByteBuffer taken = bytes.slice(bytes.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) count);
        return taken;
    }

    MalformedTensorFileException refused(String what) {
        return malformed(what
                + " is refused: Invigil executes only instructions that describe tensors, and no code of a file is ever run"
                + " (if the file contains a whole model, save its state_dict() instead)");
    }

    /** An object of an unknown class or function, named by the instruction that was read last. */
    Foreign foreign(String name) {
        return new Foreign(name, at);
    }

    MalformedTensorFileException refused(Foreign foreign) {
        at = foreign.at();
        return refused("global " + printable(foreign.name()));
    }

    MalformedTensorFileException malformed(String what) {
        return complaint.of(what + " (at byte " + at + part + ")");
    }

    /** A name out of a hostile file, as much of it as belongs in a message. */
    static String printable(String name) {
        String shown = name.length() > PRINTED_CHARACTERS ? name.substring(0, PRINTED_CHARACTERS) + "…" : name;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
