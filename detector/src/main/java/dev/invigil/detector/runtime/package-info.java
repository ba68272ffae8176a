/**
 * The engine: everything that touches DJL and libtorch is here.
 *
 * <p>A {@link dev.invigil.detector.runtime.Program} takes and gives tensors in Java memory. What a call needs natively is freed when it
 * returns.
 */
package dev.invigil.detector.runtime;
