// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

/**
 * That the camera's rule made a decision milder.
 *
 * @param otherwise the decision without the rule
 * @param wholeScore the score of the whole map
 * @param byMask whether the mask made the difference
 * @param byArea whether the minimum area made it
 */
public record RuleEffect(Decision otherwise, double wholeScore, boolean byMask, boolean byArea) {}
