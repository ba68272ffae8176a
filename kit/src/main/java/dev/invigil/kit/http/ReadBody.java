// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.DataSize;
import java.time.Duration;
import java.util.function.Function;

/**
 * The handler wants the request's body. No thread waits while it arrives.
 *
 * @param limit a larger body is not read
 * @param time in which the whole body must arrive
 * @param then called exactly once, whether the body was read or not
 */
public record ReadBody(DataSize limit, Duration time, Continuation then) implements Answer {

    @Override
    public <R> R fold(
            Function<Response, R> response, Function<ReadBody, R> readBody, Function<EventStream, R> eventStream) {
        return readBody.apply(this);
    }

    /** Called when reading the body has ended. */
    @FunctionalInterface
    public interface Continuation {

        /**
         * Answers the request.
         *
         * @throws Exception a bug: it is logged and answered 500
         */
        Response handle(Body body) throws Exception;
    }

    /** How reading the body ended. */
    public sealed interface Body {
        /** The result of the function for this kind of end. */
        <R> R fold(Function<Whole, R> whole, Function<TooLarge, R> tooLarge, Function<Incomplete, R> incomplete);

        /** All of it; not copied. */
        record Whole(byte[] bytes) implements Body {
            @Override
            public <R> R fold(
                    Function<Whole, R> whole, Function<TooLarge, R> tooLarge, Function<Incomplete, R> incomplete) {
                return whole.apply(this);
            }
        }

        /** It has more bytes than the limit. */
        record TooLarge() implements Body {
            @Override
            public <R> R fold(
                    Function<Whole, R> whole, Function<TooLarge, R> tooLarge, Function<Incomplete, R> incomplete) {
                return tooLarge.apply(this);
            }
        }

        /** It ended before its declared end, was not encoded correctly, or did not arrive in time. */
        record Incomplete(String cause) implements Body {
            @Override
            public <R> R fold(
                    Function<Whole, R> whole, Function<TooLarge, R> tooLarge, Function<Incomplete, R> incomplete) {
                return incomplete.apply(this);
            }
        }
    }
}
