/**
 * Networks, described once: what is computed from what, with which named parameters.
 *
 * <p>A description is a graph of {@link dev.invigil.detector.network.Term}s and knows no engine. Package {@code program}
 * turns it into a program for scoring or for training. To add an operation, add it to {@code Term}; to add a network, write
 * it beside {@code ResNet}.
 */
package dev.invigil.detector.network;
