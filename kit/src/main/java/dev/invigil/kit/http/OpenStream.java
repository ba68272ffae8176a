// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.Callback;

/** A stream of events that a client reads. At most one event is on its way at a time. */
final class OpenStream implements EventStream.Client {
    private enum State {
        IDLE,
        WRITING,
        /** The answer ends when the event that is being written is complete. */
        ENDING,
        CLOSED
    }

    private final org.eclipse.jetty.server.Response response;
    private final Callback callback;
    private final ConnectionGuard guard;
    private final Connection connection;
    private State state = State.IDLE;

    OpenStream(
            org.eclipse.jetty.server.Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback,
            ConnectionGuard guard) {
        this.response = response;
        this.callback = callback;
        this.guard = guard;
        this.connection = request.getConnectionMetaData().getConnection();
        org.eclipse.jetty.server.Request.addCompletionListener(request, failure -> gone());
    }

    @Override
    public boolean send(EventStream.Event event) {
        synchronized (this) {
            if (state != State.IDLE) {
                return false;
            }
            state = State.WRITING;
        }
        // the time limit of an answer applies to each event
        guard.answering(connection);
        response.write(false, ByteBuffer.wrap(event.bytes()), Callback.from(this::written, this::failed));
        return true;
    }

    @Override
    public synchronized boolean isClosed() {
        return state == State.CLOSED;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (state == State.WRITING) {
                state = State.ENDING;
            }
            if (state != State.IDLE) {
                return;
            }
            state = State.CLOSED;
        }
        response.write(true, null, callback);
    }

    private void written() {
        boolean end;
        synchronized (this) {
            end = state == State.ENDING;
            state = end ? State.CLOSED : State.IDLE;
        }
        if (end) {
            response.write(true, null, callback);
        } else {
            guard.working(connection);
        }
    }

    private void failed(Throwable failure) {
        gone();
        callback.failed(failure);
    }

    private synchronized void gone() {
        state = State.CLOSED;
    }
}
