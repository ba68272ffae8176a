// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The structure of a JPEG file: its size is held against the limit, its end is looked for, and what does not make pixels
 * (EXIF, colour profile, thumbnails, comments, stray bytes between segments, whatever follows the end marker) is left out before
 * a decoder sees it. What is written wrongly and not used for pixels is set right: see {@link DecoderComplaint}.
 */
final class JpegFile {
    private static final String FORMAT = "JPEG";
    private static final int SOF_BASELINE = 0xC0;
    private static final int SOF_EXTENDED = 0xC1;
    private static final int SOF_PROGRESSIVE = 0xC2;
    private static final int DHT = 0xC4;
    private static final int RESERVED = 0xC8;
    private static final int DAC = 0xCC;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int COMMENT = 0xFE;
    private static final int JFIF = 0xE0;
    private static final int ADOBE = 0xEE;
    /** Encoders write up to 10; more only keep a decoder busy. */
    private static final int MAX_SCANS = 100;
    /** More stray bytes than this between two segments mean a damaged structure, not the fault of a camera. */
    private static final int MAX_STRAY_BYTES = 16;

    private static final int ADOBE_TRANSFORM = 11;
    private static final int ADOBE_LENGTH = 12;
    private static final int ADOBE_YCBCR = 1;
    private static final int ADOBE_LAST_KNOWN = 2;

    private static final byte[] JFIF_SEGMENT = {
        (byte) 0xFF, (byte) JFIF, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
    };

    private final byte[] bytes;
    private final FileBytes file;
    private final DecodeLimits limits;
    private final ByteArrayOutputStream essence;
    private boolean hasFrame;
    private boolean isProgressive;
    private int width;
    private int height;
    /** Components, and samples of all of them in the frame's smallest unit, of which the largest component has {@link #luma}. */
    private int components;

    private int samples;
    private int luma;
    private boolean componentsNamedRgb;
    private boolean hasJfif;
    private boolean hasAdobe;

    private JpegFile(byte[] bytes, DecodeLimits limits) {
        this.bytes = bytes;
        this.file = new FileBytes(FORMAT, bytes, ByteOrder.BIG_ENDIAN);
        this.limits = limits;
        this.essence = new ByteArrayOutputStream(bytes.length);
    }

    /** The same image without data that is not pixels. */
    static Essence essence(byte[] bytes, DecodeLimits limits) throws UnreadableImageException {
        return new JpegFile(bytes, limits).read();
    }

    private Essence read() throws UnreadableImageException {
        int at = 2;
        int scans = 0;
        while (true) {
            int from = at;
            at = marker(at);
            int marker = file.u8(at++);
            if (marker == EOI) {
                return finished(scans);
            }
            if (marker == SOI || marker < SOF_BASELINE) {
                throw file.corrupt("marker " + Integer.toHexString(marker) + " at byte " + from);
            }
            int length = file.u16(at);
            if (length < 2) {
                throw file.corrupt("a segment of " + length + " bytes at byte " + from);
            }
            file.need(at, length);
            int end = at + length;
            if (isFrame(marker)) {
                frame(marker, at, length);
            }
            if (marker == SOS) {
                if (++scans > MAX_SCANS) {
                    throw file.unsupported("with more than " + MAX_SCANS + " scans");
                }
                if (hasFrame) {
                    limits.checkScans(width, height, scans);
                }
                end = endOfScan(end);
            }
            if (isWanted(marker, at, length)) {
                essence.write(0xFF);
                essence.writeBytes(segment(marker, at, length, end));
            }
            at = end;
        }
    }

    /** The place of a marker's code, after a few stray bytes, its 0xFF and any number of fill bytes. */
    private int marker(int from) throws UnreadableImageException {
        int at = from;
        while (at - from <= MAX_STRAY_BYTES) {
            if (file.u8(at) == 0xFF) {
                int code = at;
                while (file.u8(code) == 0xFF) {
                    code++;
                }
                if (file.u8(code) != 0) {
                    return code;
                }
                at = code;
            }
            at++;
        }
        throw file.corrupt("no marker at byte " + from);
    }

    /** A segment from its marker's code on, with what decoders complain of and do not use set right. */
    private byte[] segment(int marker, int at, int length, int end) {
        byte[] segment = Arrays.copyOfRange(bytes, at - 1, end);
        if (marker == ADOBE && length >= 2 + ADOBE_LENGTH && segment[3 + ADOBE_TRANSFORM] > ADOBE_LAST_KNOWN) {
            segment[3 + ADOBE_TRANSFORM] = ADOBE_YCBCR;
        }
        if (marker == SOS && !isProgressive && length >= 6) {
            int spectrum = length - 2;
            segment[spectrum] = 0;
            segment[spectrum + 1] = 63;
            segment[spectrum + 2] = 0;
        }
        return segment;
    }

    /** Compressed data ends at the first marker that is neither a stuffed zero nor a restart. */
    private int endOfScan(int from) throws UnreadableImageException {
        for (int i = from; i < bytes.length - 1; i++) {
            if (bytes[i] == (byte) 0xFF) {
                int next = bytes[i + 1] & 0xFF;
                boolean isData = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
                if (!isData) {
                    return i;
                }
            }
        }
        throw file.truncated();
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF_BASELINE && marker <= 0xCF && marker != DHT && marker != RESERVED && marker != DAC;
    }

    private void frame(int marker, int at, int length) throws UnreadableImageException {
        if (hasFrame) {
            throw file.corrupt("two frame headers");
        }
        if (marker != SOF_BASELINE && marker != SOF_EXTENDED && marker != SOF_PROGRESSIVE) {
            throw file.unsupported("lossless, hierarchical or arithmetic coding");
        }
        hasFrame = true;
        isProgressive = marker == SOF_PROGRESSIVE;
        int precision = file.u8(at + 2);
        height = file.u16(at + 3);
        width = file.u16(at + 5);
        components = file.u8(at + 7);
        limits.checkPixels(FORMAT, width, height);
        if (precision != 8) {
            throw file.unsupported("of " + precision + " bits");
        }
        if (components != 1 && components != 3) {
            throw file.unsupported("of " + components + " components (CMYK?)");
        }
        if (length != 8 + 3 * components) {
            throw file.corrupt("a frame header of " + length + " bytes for " + components + " components");
        }
        for (int component = 0; component < components; component++) {
            int sampling = file.u8(at + 9 + 3L * component);
            samples += (sampling >> 4) * (sampling & 0xF);
            luma = Math.max(luma, (sampling >> 4) * (sampling & 0xF));
        }
        componentsNamedRgb =
                components == 3 && file.u8(at + 8) == 'R' && file.u8(at + 11) == 'G' && file.u8(at + 14) == 'B';
    }

    private boolean isWanted(int marker, int at, int length) throws UnreadableImageException {
        if (marker == JFIF) {
            hasJfif |= startsWith(at, length, "JFIF\0");
            return false;
        }
        if (marker == ADOBE && startsWith(at, length, "Adobe")) {
            hasAdobe = true;
            return true;
        }
        boolean isApplicationData = marker >= 0xE0 && marker <= 0xEF;
        return !isApplicationData && marker != COMMENT;
    }

    private boolean startsWith(int at, int length, String name) throws UnreadableImageException {
        for (int i = 0; i < name.length(); i++) {
            if (i + 2 >= length || file.u8(at + 2L + i) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Without a JFIF or Adobe segment Java takes three components of one size for RGB unless they are named 1, 2, 3; other
     * decoders take all for YCbCr that are not named R, G, B. So there always is a JFIF segment where the others read YCbCr.
     */
    private Essence finished(int scans) throws UnreadableImageException {
        if (!hasFrame || scans == 0) {
            throw file.corrupt("no image in it");
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream(essence.size() + JFIF_SEGMENT.length + 4);
        whole.write(0xFF);
        whole.write(SOI);
        if (hasJfif || !(hasAdobe || componentsNamedRgb)) {
            whole.writeBytes(JFIF_SEGMENT);
        }
        whole.writeBytes(essence.toByteArray());
        whole.write(0xFF);
        whole.write(EOI);
        return new Essence(whole.toByteArray(), width, height, memory(scans));
    }

    /** The decoder's image, the RGB image where it is another, and the coefficients of all scans where there are several. */
    private long memory(int scans) {
        long pixels = (long) width * height;
        long image = components == RgbImage.CHANNELS ? pixels * RgbImage.CHANNELS : pixels * (1 + RgbImage.CHANNELS);
        boolean keepsCoefficients = isProgressive || scans > 1;
        return image + (keepsCoefficients ? pixels * samples / Math.max(1, luma) * Short.BYTES : 0);
    }
}
