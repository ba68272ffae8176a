// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import dev.invigil.contracts.label.Label;
import dev.invigil.kit.OperatorException;

/** Where labels are written. Any thread. */
public interface LabelDesk {
    /**
     * Writes a label; an earlier one of the frame is replaced.
     *
     * @throws OperatorException if the broker does not answer
     */
    void write(Label label);

    /**
     * Withdraws the label of a frame.
     *
     * @throws OperatorException if the broker does not answer
     */
    void withdraw(String frameId);
}
