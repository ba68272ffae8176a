// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damaged image files of every format that is read, the same ones for the same seed. */
public final class Mutations {
    private static final int WIDTH = 61;
    private static final int HEIGHT = 47;
    private static final int HEADER = 64;
    private static final int[] EXTREMES = {0, 1, 0x7F, 0x80, 0xFF};

    private final Random random;
    private final List<byte[]> originals;

    private Mutations(long seed) {
        this.random = new Random(seed);
        this.originals = originals();
    }

    public static Mutations of(long seed) {
        return new Mutations(seed);
    }

    /** The files that are damaged, as they were. */
    List<byte[]> untouched() {
        return originals;
    }

    /** So many damaged files, of all formats in turn. */
    public List<byte[]> files(int count) {
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(damaged(originals.get(i % originals.size()).clone()));
        }
        return files;
    }

    private byte[] damaged(byte[] file) {
        return switch (random.nextInt(6)) {
            case 0 -> bitsFlipped(file, file.length);
            case 1 -> bitsFlipped(file, Math.min(file.length, 4 * HEADER));
            case 2 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 3 -> headerFieldChanged(file);
            case 4 -> inserted(file);
            default -> bitsFlipped(headerFieldChanged(file), file.length);
        };
    }

    private byte[] bitsFlipped(byte[] file, int within) {
        for (int flip = random.nextInt(4); flip >= 0; flip--) {
            file[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
        }
        return file;
    }

    private byte[] headerFieldChanged(byte[] file) {
        int at = random.nextInt(Math.min(file.length, HEADER));
        int length = Math.min(1 << random.nextInt(3), file.length - at);
        byte value = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
        for (int i = 0; i < length; i++) {
            file[at + i] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : value;
        }
        return file;
    }

    private byte[] inserted(byte[] file) {
        byte[] junk = new byte[1 + random.nextInt(24)];
        random.nextBytes(junk);
        return Pictures.with(file, random.nextInt(file.length), junk);
    }

    private static List<byte[]> originals() {
        BufferedImage colour = Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        BufferedImage grey = Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage palette = Pictures.gradient(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
        BufferedImage deep = Pictures.sixteenBits(WIDTH, HEIGHT, ColorSpace.CS_GRAY, new Random(3));
        return List.of(
                Pictures.encode(colour, "jpeg"),
                Pictures.encode(grey, "jpeg"),
                Pictures.encode(colour, "jpeg", null, true),
                Pictures.jpegWithRestarts(colour, 2),
                Pictures.encode(colour, "png"),
                Pictures.encode(deep, "png"),
                Pictures.encode(palette, "png", null, true),
                Pictures.encode(colour, "bmp"),
                Pictures.encode(palette, "bmp"),
                Pictures.encode(colour, "tiff"),
                Pictures.encode(deep, "tiff", "LZW", false),
                Pictures.encode(grey, "tiff", "Deflate", false),
                Pictures.encode(colour, "webp", "Lossy", false),
                Pictures.encode(colour, "webp", "Lossless", false));
    }
}
