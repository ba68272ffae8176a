// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

/**
 * Why a record of a topic cannot be read.
 *
 * @param reason a word from a fixed list, for metrics
 * @param detail one line for the operator
 */
public record RecordProblem(String reason, String detail) {
    /** Reason of a record at which the code that reads it has thrown an exception. */
    public static final String FAILED = "FAILED";
}
