// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import java.util.List;

/** The result of an operation. */
public sealed class Operation extends Term permits Convolution, BatchNorm {
    private final String code;
    private final List<Term> operands;

    Operation(String code, Term... operands) {
        this(code, List.of(operands));
    }

    Operation(String code, List<? extends Term> operands) {
        this.code = code;
        this.operands = List.copyOf(operands);
    }

    /** A TorchScript expression over ATen's operators; <code>{i}</code> is operand i. */
    public String code() {
        return code;
    }

    /** Whether it multiplies with weights, in a convolution of any form or a linear layer: where the work is. */
    public boolean isWeighted() {
        return code.startsWith("torch.conv") || code.startsWith("torch.linear(");
    }

    public List<Term> operands() {
        return operands;
    }

    /** The same operation on other operands. */
    public Operation on(List<? extends Term> others) {
        return new Operation(code, others);
    }
}
