// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

/**
 * The producer must not be used any more: it is not known what became of its transaction. A new producer of the same id settles that
 * ({@code initTransactions}), and the committed offsets then say where to read on.
 */
final class ProducerLostException extends RuntimeException {
    ProducerLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
