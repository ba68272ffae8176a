// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/**
 * The producer must not be used any more, because the result of its transaction is unknown. A new producer with the same id completes or
 * aborts the transaction ({@code initTransactions}), and reading continues from the committed offsets.
 */
final class ProducerLostException extends RuntimeException {
    ProducerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
