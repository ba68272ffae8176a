// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.broker;

/** The embedded broker cannot start; the message is one line for a person: what, where, remedy. */
public final class BrokerException extends RuntimeException {

    public BrokerException(String message) {
        super(message);
    }

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
