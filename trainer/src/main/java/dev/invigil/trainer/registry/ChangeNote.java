// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import java.time.Instant;

/**
 * What is recorded with a change of a model's state.
 *
 * @param reason why, one line
 * @param actor who: an operator, or {@code trainer}
 * @param at when
 */
public record ChangeNote(String reason, String actor, Instant at) {}
