// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import dev.invigil.detector.tensor.HostTensor;

/** A tensor that is part of the description. */
public final class Constant extends Term {
    private final HostTensor value;

    public Constant(HostTensor value) {
        this.value = value;
    }

    public HostTensor value() {
        return value;
    }
}
