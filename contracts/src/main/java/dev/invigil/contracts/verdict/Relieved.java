// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * That an ignore mask or a minimum area of the camera made the decision milder than the whole map would have had it.
 *
 * @param otherwise the decision by the whole map
 * @param wholeScore the score of the whole map
 * @param byMask whether it was for what the camera's mask ignores
 * @param byMinimumArea whether no region was large enough
 */
public record Relieved(Decision otherwise, double wholeScore, boolean byMask, boolean byMinimumArea) {}
