// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

/** In what numbers a training computes. Weights, their optimiser's state, norms and losses are float32 in any case. */
public enum Precision {
    FLOAT32,
    /**
     * Convolutions and linear layers read and give bfloat16: eight bits of precision, the range of float32, so that no loss has to be scaled. Faster
     * where the device computes in it: graphics cards since NVIDIA's Ampere, processors with AVX-512 BF16.
     */
    BFLOAT16
}
