// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.util.function.Function;

/** What a handler returns: the {@link Response}, {@link ReadBody} to be given the request's body first, or an {@link EventStream}. */
public sealed interface Answer permits Response, ReadBody, EventStream {

    /** The result of the function for this kind of answer. */
    <R> R fold(Function<Response, R> response, Function<ReadBody, R> readBody, Function<EventStream, R> eventStream);
}
