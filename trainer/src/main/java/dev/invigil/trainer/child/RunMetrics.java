// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import java.util.Optional;

/**
 * What is in {@link RunFiles#metrics}.
 *
 * @param candidate of the run
 * @param active empty when no model was active
 */
public record RunMetrics(ModelMetrics candidate, Optional<ModelMetrics> active) {}
