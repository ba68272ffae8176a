// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import dev.invigil.detector.map.AnomalyMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** NumPy's {@code .npy} format, version 1.0: {@code numpy.load} gives back an array of float32. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private Npy() {}

    /** A whole file with the map as an array of shape (height, width), every value exact. */
    public static byte[] encode(AnomalyMap map) {
        String header =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + map.height() + ", " + map.width() + "), }";
        int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(unpadded + padding + map.values().length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.put(MAGIC).putShort((short) text.length).put(text);
        file.asFloatBuffer().put(map.values());
        return file.array();
    }
}
