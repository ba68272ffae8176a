// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes in memory as ImageIO wants them: no copy, no temporary file, and a known length, which its TIFF reader holds
 * counts against before it takes memory for them. Reading fails once the deadline is over: that ends any decoder.
 */
final class ByteArrayImageInputStream extends ImageInputStreamImpl {
    /** Looking at the clock for each byte would cost more than reading it. */
    private static final int READS_BETWEEN_LOOKS = 4096;

    private final byte[] bytes;
    private final DecodeDeadline deadline;
    private int singleReads;

    ByteArrayImageInputStream(byte[] bytes, DecodeDeadline deadline) {
        this.bytes = bytes;
        this.deadline = deadline;
    }

    @Override
    public int read() throws IOException {
        if (++singleReads % READS_BETWEEN_LOOKS == 0 && deadline.isOver()) {
            throw new DecodeTimeoutException();
        }
        bitOffset = 0;
        return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (deadline.isOver()) {
            throw new DecodeTimeoutException();
        }
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, into, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
