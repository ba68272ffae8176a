/**
 * From a model's output to a decision: thresholds from held-out good parts, by split conformal prediction; overrides, camera rules and the
 * product check; and {@link dev.invigil.detector.decision.Inspector}, the one place where a decision is made. No IO, no clock, no
 * randomness but by seed.
 */
package dev.invigil.detector.decision;
