// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a training stands: all that the next step depends on besides its batch and learning rate.
 *
 * @param steps taken so far
 * @param network parameters and buffers, by name
 * @param squares the optimiser's running mean of each learned parameter's squared gradients, by the parameter's name; may be empty
 *     before the first step
 * @param means the optimiser's running mean of each learned parameter's gradients, likewise; empty where it has no momentum
 */
public record TrainingState(
        int steps, Map<String, HostTensor> network, Map<String, HostTensor> squares, Map<String, HostTensor> means) {
    public TrainingState {
        if (steps < 0) {
            throw new IllegalArgumentException("a training cannot have taken " + steps + " steps");
        }
        network = Collections.unmodifiableMap(new LinkedHashMap<>(network));
        squares = Collections.unmodifiableMap(new LinkedHashMap<>(squares));
        means = Collections.unmodifiableMap(new LinkedHashMap<>(means));
    }

    /** Before the first step. */
    public static TrainingState beginning(Map<String, HostTensor> network) {
        return new TrainingState(0, network, Map.of(), Map.of());
    }
}
