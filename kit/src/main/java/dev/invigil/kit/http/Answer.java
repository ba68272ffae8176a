// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.util.function.Function;

/** What a handler returns: the {@link Response}, or {@link ReadBody} to be given the request's body first. */
public sealed interface Answer permits Response, ReadBody {

    /** The result of the function for this kind of answer. */
    <R> R fold(Function<Response, R> response, Function<ReadBody, R> readBody);
}
