// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import dev.invigil.contracts.reason.UnscoredReason;

/** What happens to the part. */
public enum Decision {
    /** Score at or below the review threshold. */
    PASS,
    /** Between the review and the reject threshold: the operator decides. */
    REVIEW,
    /** Above the reject threshold. */
    REJECT,
    /** The part is not the product named in the frame, see {@link ProductCheck}; its quality was not decided. Since schema 2. */
    WRONG_PRODUCT,
    /** Not inspected, for a stated {@link UnscoredReason}; the line treats it as not passed. */
    UNSCORED
}
