// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

/** Answers the requests of a {@link Route}, on one of the server's threads. It may block; it is called by several threads. */
@FunctionalInterface
public interface Handler {

    /**
     * Answers a request whose head has been read.
     *
     * @throws Exception a bug: it is logged and answered 500
     */
    Answer handle(Request request) throws Exception;
}
