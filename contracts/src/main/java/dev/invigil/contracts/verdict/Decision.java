// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import dev.invigil.contracts.reason.UnscoredReason;

/** What happens to the part. */
public enum Decision {
    /** Score at or below the review threshold. */
    PASS,
    /** Between the review and the reject threshold: for a person. */
    REVIEW,
    /** Above the reject threshold. */
    REJECT,
    /** Another product than the frame names, see {@link ProductCheck}: nothing was decided on its quality. Since schema 2. */
    WRONG_PRODUCT,
    /** Not inspected, for a stated {@link UnscoredReason}; the line treats it as not passed. */
    UNSCORED
}
