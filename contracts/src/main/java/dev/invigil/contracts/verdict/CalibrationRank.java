// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * Where a score stands among the calibration scores of the threshold in force; with it a reader checks whether the calibration still holds
 * without knowing these scores.
 *
 * @param parts number of calibration scores, at least 1
 * @param atLeast how many of them are equal to this score or higher
 * @param equal how many of them are equal to this score
 * @param rejected how many of them the reject threshold in force would reject, also when an operator set it
 */
public record CalibrationRank(int parts, int atLeast, int equal, int rejected) {
    public CalibrationRank {
        if (parts < 1 || equal < 0 || atLeast < equal || atLeast > parts || rejected < 0 || rejected > parts) {
            throw new IllegalArgumentException(
                    "a calibration rank needs at least 1 part, 0 <= equal <= atLeast <= parts"
                            + " and 0 <= rejected <= parts, but has parts " + parts + ", atLeast " + atLeast
                            + ", equal " + equal
                            + " and rejected " + rejected);
        }
    }
}
