// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An answer that stays open: server-sent events. No thread waits for the client. Nothing is queued for a slow client either: an event that comes
 * while the former is still being written is not sent, and a client that takes longer than {@code answer-time} to read one is disconnected.
 *
 * @param opened called once, on a thread of the server, when the client can be written to; must not block
 */
public record EventStream(Consumer<Client> opened) implements Answer {

    /** The client of one stream. Any thread. */
    public interface Client {
        /**
         * Begins to send an event.
         *
         * @return false when the former event is still being written or the client is gone: this one is not sent
         */
        boolean send(Event event);

        /** Whether the client has gone, or has been disconnected. */
        boolean isClosed();

        /** Ends the answer when the event that is being written is complete. */
        void close();
    }

    /** One event in the form in which it is sent; may be sent to many clients. */
    public static final class Event {
        private final byte[] bytes;

        private Event(byte[] bytes) {
            this.bytes = bytes;
        }

        /**
         * An event.
         *
         * @param name without line breaks
         * @param data UTF-8 without line breaks, such as JSON without indentation
         */
        public static Event of(String name, byte[] data) {
            byte[] head = ("event: " + name + "\ndata: ").getBytes(UTF_8);
            byte[] bytes = new byte[head.length + data.length + 2];
            System.arraycopy(head, 0, bytes, 0, head.length);
            System.arraycopy(data, 0, bytes, head.length, data.length);
            bytes[bytes.length - 2] = '\n';
            bytes[bytes.length - 1] = '\n';
            return new Event(bytes);
        }

        byte[] bytes() {
            return bytes;
        }
    }

    @Override
    public <R> R fold(
            Function<Response, R> response, Function<ReadBody, R> readBody, Function<EventStream, R> eventStream) {
        return eventStream.apply(this);
    }
}
