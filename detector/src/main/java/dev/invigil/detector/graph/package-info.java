// SPDX-License-Identifier: Apache-2.0
/**
 * The tensor algebra in which networks are described: what is computed from what, with which named parameters.
 *
 * <p>A description is a graph of {@link dev.invigil.detector.graph.Term}s and knows no engine. Package {@code program}
 * turns it into a program for scoring or for training. To add an operation, add it to {@code Term}; to add a network, write
 * it in package {@code encoder} or in the package of its detector family.
 */
package dev.invigil.detector.graph;
