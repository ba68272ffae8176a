// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which 16-bit samples become 0 and 255 when an image is reduced to 8 bits; samples outside are clipped. A camera of 12 bits
 * uses 0 to 4095: without its window only 16 of 256 grey levels would be left. Images of 8 bits and less are not affected.
 *
 * <p>Written as the number of bits, {@code 8} to {@code 16}, or as {@code LOW:HIGH}.
 *
 * @param low this sample and all below become 0
 * @param high this sample and all above become 255; greater than {@code low}, at most {@value #MAX}
 */
public record SampleWindow(int low, int high) {
    /** The highest 16-bit sample. */
    static final int MAX = 0xFFFF;

    /** All 16 bits: the upper byte of each sample. */
    public static final SampleWindow FULL = new SampleWindow(0, MAX);

    private static final int FEWEST_BITS = 8;
    private static final int MOST_BITS = 16;
    /** An image whose highest sample is below this fraction of the window keeps fewer than 32 of 256 levels. */
    private static final int SUSPICIOUS = 8;

    private static final Pattern BITS = Pattern.compile("\\d{1,2}");
    private static final Pattern LOW_HIGH = Pattern.compile("(\\d{1,5}):(\\d{1,5})");

    public SampleWindow {
        if (low < 0 || high <= low || high > MAX) {
            throw new IllegalArgumentException(
                    "a window of 16-bit samples must have 0 <= LOW < HIGH <= " + MAX + ", but is " + low + ":" + high);
        }
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is neither 8 to 16 nor LOW:HIGH
     */
    public static SampleWindow parse(String text) {
        if (BITS.matcher(text).matches()) {
            return ofBits(Integer.parseInt(text));
        }
        Matcher window = LOW_HIGH.matcher(text);
        if (window.matches()) {
            return new SampleWindow(Integer.parseInt(window.group(1)), Integer.parseInt(window.group(2)));
        }
        throw new IllegalArgumentException(
                "a depth must be 8 to 16 (bits), or LOW:HIGH (samples), but is \"" + text + "\"");
    }

    /** The window of a camera with that many bits, 8 to 16, in the lower bits of each sample. */
    public static SampleWindow ofBits(int bits) {
        if (bits < FEWEST_BITS || bits > MOST_BITS) {
            throw new IllegalArgumentException("a depth must be 8 to 16 bits, but is " + bits);
        }
        return new SampleWindow(0, (1 << bits) - 1);
    }

    /** The smallest number of bits that has room for all these samples. */
    public static SampleWindow containing(SampleRange range) {
        return ofBits(Math.max(FEWEST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(range.high())));
    }

    /** From 16 bits to 8. */
    int narrow(int sample) {
        int inside = Math.max(low, Math.min(high, sample)) - low;
        int span = high - low;
        // whole bits: the upper eight of them
        return isWholeBits() ? inside >> (bits() - FEWEST_BITS) : (inside * 255 + span / 2) / span;
    }

    /** What is suspicious about an image with these samples, with the remedy; empty when nothing is. */
    public Optional<String> complaint(SampleRange range) {
        String samples = "its 16-bit samples range from " + range.low() + " to " + range.high();
        if (range.high() > high || range.low() < low) {
            return Optional.of(samples + ", and the depth " + this + " clips what is outside " + low + " to " + high
                    + "; train with " + remedy(range));
        }
        if (range.high() - low < (high - low) / SUSPICIOUS) {
            return Optional.of(samples + ", a small part of the " + low + " to " + high + " of the depth " + this
                    + ": few grey levels are left; train with " + remedy(range));
        }
        return Optional.empty();
    }

    /** The option with which these samples are neither clipped nor squeezed. */
    private String remedy(SampleRange range) {
        SampleWindow whole = containing(range);
        return "--depth "
                + (whole.equals(this) && range.low() < range.high()
                        ? new SampleWindow(range.low(), range.high())
                        : whole);
    }

    private boolean isWholeBits() {
        return low == 0 && high >= 255 && Integer.bitCount(high + 1) == 1;
    }

    private int bits() {
        return Integer.numberOfTrailingZeros(high + 1);
    }

    /** The number of bits, or LOW:HIGH. */
    @Override
    public String toString() {
        return isWholeBits() ? Integer.toString(bits()) : low + ":" + high;
    }
}
