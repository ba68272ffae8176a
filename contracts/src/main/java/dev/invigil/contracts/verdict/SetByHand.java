// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.time.Instant;
import java.util.Optional;

/**
 * Which record of the thresholds topic decided.
 *
 * @param position of the record
 * @param by who set it
 * @param at when
 * @param reason why
 * @param expiresAt from when on it no longer counts
 */
public record SetByHand(RecordPosition position, String by, Instant at, String reason, Optional<Instant> expiresAt) {}
