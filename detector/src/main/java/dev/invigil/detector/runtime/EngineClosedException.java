// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

/** The process is ending and the engine takes no more calls. Not a fault: whoever meets it ends, too. */
public final class EngineClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    EngineClosedException() {
        super("the process is ending: the engine takes no more calls");
    }
}
