// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What libjpeg, which reads JPEGs for ImageIO, complains of, and what becomes of it. libjpeg names only the first complaint of a
 * file, so a harmless one could hide a harmful one. Therefore whatever is harmless is removed from the file, and what is decoded
 * must be decoded without any complaint.
 *
 * <table>
 *   <caption>Complaints</caption>
 *   <tr><th>Complaint</th><th>Pixels</th><th>Handled by</th></tr>
 *   <tr><td>extraneous bytes before marker, between segments</td><td>all there</td><td>bytes left out by {@link JpegFile}</td></tr>
 *   <tr><td>extraneous bytes before marker, after compressed data</td><td>all there when every block of the interval was found
 *       before them</td><td>{@link JpegStrayBytes}, then decoded again</td></tr>
 *   <tr><td>unknown Adobe color transform</td><td>all there, read as YCbCr</td><td>set to YCbCr by {@link JpegFile}</td></tr>
 *   <tr><td>invalid SOS parameters for sequential JPEG</td><td>all there, not used</td><td>set right by {@link JpegFile}</td></tr>
 *   <tr><td>unknown JFIF revision number</td><td>all there, not used</td><td>segment written again by {@link JpegFile}</td></tr>
 *   <tr><td>premature end of data segment, of file</td><td>missing ones are grey</td><td>refused</td></tr>
 *   <tr><td>bad Huffman code</td><td>made up</td><td>refused</td></tr>
 *   <tr><td>found marker instead of RST</td><td>made up</td><td>refused</td></tr>
 *   <tr><td>inconsistent progression sequence</td><td>may be made up</td><td>refused</td></tr>
 *   <tr><td>any other</td><td>unknown</td><td>refused</td></tr>
 * </table>
 */
enum DecoderComplaint {
    /** Harmless if {@link JpegStrayBytes} finds all blocks. */
    EXTRANEOUS_BYTES("extraneous bytes before marker"),
    PREMATURE_END("[Pp]remature end of"),
    BAD_HUFFMAN_CODE("bad Huffman code"),
    LOST_RESTART("found marker .* instead of RST"),
    INCONSISTENT_PROGRESSION("[Ii]nconsistent progression sequence"),
    /** Unknown complaints count as harmful. */
    OTHER("");

    private final Pattern pattern;

    DecoderComplaint(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    static DecoderComplaint of(String text) {
        return Arrays.stream(values())
                .filter(complaint -> complaint.pattern.matcher(text).find())
                .findFirst()
                .orElse(OTHER);
    }

    /** Whether the same file without stray bytes may be decoded without a complaint. */
    boolean isWorthAnotherLook() {
        return this == EXTRANEOUS_BYTES;
    }
}
