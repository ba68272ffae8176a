// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import java.util.List;
import java.util.Optional;

/** A plain convolution; its own class because a batch norm that follows can be folded into it. */
public final class Convolution extends Operation {
    private final int stride;
    private final int padding;
    private final int groups;

    Convolution(Term x, Term weight, Term bias, int stride, int padding, int groups) {
        super(
                code(bias != null, stride, padding, groups),
                bias == null ? List.of(x, weight) : List.of(x, weight, bias));
        this.stride = stride;
        this.padding = padding;
        this.groups = groups;
    }

    private static String code(boolean biased, int stride, int padding, int groups) {
        return "torch.conv2d({0}, {1}, %s, [%d, %d], [%d, %d], [1, 1], %d)"
                .formatted(biased ? "{2}" : "None", stride, stride, padding, padding, groups);
    }

    public Term x() {
        return operands().get(0);
    }

    public Term weight() {
        return operands().get(1);
    }

    public Optional<Term> bias() {
        return operands().size() > 2 ? Optional.of(operands().get(2)) : Optional.empty();
    }

    /** The step between two outputs, along both axes. */
    public int stride() {
        return stride;
    }

    /** Zeros added at each edge. */
    public int padding() {
        return padding;
    }

    /** Into how many groups the channels are divided, each correlated with its own weights only: 1, or the number of channels. */
    public int groups() {
        return groups;
    }

    /** The same convolution with another weight and bias. */
    public Convolution with(Term otherWeight, Term otherBias) {
        return new Convolution(x(), otherWeight, otherBias, stride, padding, groups);
    }

    @Override
    public Convolution on(List<? extends Term> others) {
        return new Convolution(
                others.get(0), others.get(1), others.size() > 2 ? others.get(2) : null, stride, padding, groups);
    }
}
