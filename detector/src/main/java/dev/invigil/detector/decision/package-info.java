/**
 * From scores to verdicts: thresholds per class from held-out good parts, by split conformal prediction, and PASS, REVIEW
 * or REJECT against them. No IO, no clock, no randomness but by seed.
 */
package dev.invigil.detector.decision;
