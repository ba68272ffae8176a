// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * The effect of the camera's ignore mask or minimum area: the decision without it would have been more severe.
 *
 * @param otherwise the decision without the camera's rule
 * @param wholeScore the score of the whole map
 * @param byMask whether the mask changed the decision
 * @param byMinimumArea whether the minimum area changed the decision (no region was large enough)
 */
public record Relieved(Decision otherwise, double wholeScore, boolean byMask, boolean byMinimumArea) {}
