/**
 * Tensors at rest: named, shaped, little-endian arrays in Java memory and the safetensors files that hold them.
 *
 * <p>No engine is needed here. A tensor that takes part in a computation lives in {@code runtime}.
 */
package dev.invigil.detector.tensor;
