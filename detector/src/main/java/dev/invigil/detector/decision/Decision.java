// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/** What is to become of a part. */
public enum Decision {
    PASS,
    /** An operator must decide. */
    REVIEW,
    REJECT,
    /** It is another product than it is said to be, so no threshold applies; see {@link dev.invigil.detector.product}. */
    WRONG_PRODUCT
}
