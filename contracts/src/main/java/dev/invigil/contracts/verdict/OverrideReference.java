// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

import java.time.Instant;
import java.util.Optional;

/**
 * The record of the thresholds topic that was applied.
 *
 * @param position of the record
 * @param by who set it
 * @param at when
 * @param reason why
 * @param expiresAt when the override stops taking effect
 */
public record OverrideReference(
        RecordPosition position, String by, Instant at, String reason, Optional<Instant> expiresAt) {}
