// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** SHA-256 digests as 64 lower-case hex digits. */
public final class Sha256 {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER_BYTES = 1 << 16;

    private Sha256() {}

    /** The digest of these bytes. */
    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(algorithm().digest(bytes));
    }

    /** The first 64 bits of the digest of these bytes. */
    public static long first64Bits(byte[] bytes) {
        return ByteBuffer.wrap(algorithm().digest(bytes)).getLong();
    }

    /** The digest of a file's content. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = algorithm();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * One digest for many files: that of the lines {@code digest, two blanks, name}, in the order of the names, as {@code
     * sha256sum} prints them.
     *
     * @param digests the files' digests by name
     */
    public static String ofAll(SortedMap<String, String> digests) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> file : digests.entrySet()) {
            lines.append(line(file.getValue(), file.getKey()));
        }
        return of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A line as {@code sha256sum} prints it and {@code sha256sum -c} reads it. */
    public static String line(String digest, String name) {
        return digest + "  " + name + "\n";
    }

    public static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
