// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

/** The process is shutting down and the engine accepts no more calls. Not a fault: the caller must end, too. */
public final class EngineClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    EngineClosedException() {
        super("the process is shutting down: the engine accepts no more calls");
    }
}
