/**
 * From a network's description to a program: a TorchScript archive written by us.
 *
 * <p>The same description becomes a program for scoring (batch norms folded, everything that does not depend on the image computed
 * beforehand) or one for training (loss, gradients and the optimiser's step in one call). The archives can also be read by
 * {@code torch.jit.load} in Python and C++. No engine is needed here.
 */
package dev.invigil.detector.program;
