// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/** What is to become of a part. */
public enum Decision {
    PASS,
    /** A person should look. */
    REVIEW,
    REJECT
}
