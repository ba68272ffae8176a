// SPDX-License-Identifier: Apache-2.0
/**
 * The family {@code memory}: a detector without training. It keeps features of patches of good parts, for each product its own, and the
 * anomaly of a patch is its distance from the nearest of them (Roth et al., "Towards Total Recall in Industrial Anomaly Detection", arXiv
 * 2106.08265, with other features, another choice of rows and one model for all products).
 *
 * <p>What a picture gives to the memory depends on that picture alone. So a picture can be forgotten: what remains is what would have been
 * made without it.
 */
package dev.invigil.detector.memory;
