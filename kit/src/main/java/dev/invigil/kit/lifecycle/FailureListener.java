// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.lifecycle;

/** Called by the threads of a service when it cannot continue. Never blocks; can be called from any thread. */
@FunctionalInterface
public interface FailureListener {
    /**
     * @param service its name
     * @param cause an {@code OperatorException} if the operator can fix it, else a bug
     */
    void failed(String service, Throwable cause);
}
