// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;

/**
 * Enforces the limits of number and time of connections. A connection is waiting (for the headers of the next request), working (a
 * request is active) or answering. Only a waiting connection is closed for a newer one. Clients that open connections and send
 * nothing, or send slowly, therefore close only each other's connections and never block an active request.
 */
final class ConnectionGuard implements Connection.Listener {

    /** Connections above the limits that may stay open until the refusal is written. */
    private static final int REFUSED_AT_A_TIME = 32;

    /** Why a request is refused. */
    enum Refused {
        ADDRESS,
        ALL
    }

    private enum Phase {
        WAITING,
        WORKING,
        ANSWERING
    }

    /** Guarded by the guard's lock. */
    private static final class Watched {
        private final Connection connection;
        private final InetAddress address;
        private Phase phase = Phase.WAITING;
        private long since;
        /** Bytes received when the waiting began; more of them are the beginning of a head. */
        private long bytesBefore;

        private boolean headBegan;
        private Refused refused;

        Watched(Connection connection, InetAddress address, long now) {
            this.connection = connection;
            this.address = address;
            this.since = now;
        }
    }

    private final HttpLimits limits;
    private final LongSupplier nanos;
    private final Map<Connection, Watched> open = new HashMap<>();

    /** @param nanos the time, as {@link System#nanoTime()} */
    ConnectionGuard(HttpLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    @Override
    public void onOpened(Connection connection) {
        close(admit(connection));
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        open.remove(connection);
    }

    /** The headers of a request have been read. Returns the reason to refuse it, if any. */
    synchronized Optional<Refused> working(Connection connection) {
        Watched watched = open.get(connection);
        if (watched == null) {
            return Optional.empty();
        }
        enter(watched, Phase.WORKING);
        return Optional.ofNullable(watched.refused);
    }

    /** The answer is being written. */
    synchronized void answering(Connection connection) {
        Watched watched = open.get(connection);
        if (watched != null) {
            enter(watched, Phase.ANSWERING);
        }
    }

    /** The answer has been written. */
    synchronized void waiting(Connection connection) {
        Watched watched = open.get(connection);
        if (watched != null) {
            enter(watched, Phase.WAITING);
            watched.bytesBefore = connection.getBytesIn();
            watched.headBegan = false;
        }
    }

    /** How many are open. */
    synchronized int count() {
        return open.size();
    }

    /** Closes expired connections. Call it several times within the shortest time limit. */
    void closeExpired() {
        close(expired());
    }

    private void enter(Watched watched, Phase phase) {
        watched.phase = phase;
        watched.since = nanos.getAsLong();
    }

    /** Registers the connection; returns the connections to close for it. */
    private synchronized List<Connection> admit(Connection connection) {
        Watched watched = new Watched(connection, addressOf(connection), nanos.getAsLong());
        open.put(connection, watched);
        Predicate<Watched> sameAddress = other -> other.address.equals(watched.address);
        if (open.values().stream().filter(sameAddress).count() > limits.connectionsPerAddress()) {
            return makeRoom(watched, sameAddress, Refused.ADDRESS);
        }
        if (open.size() > limits.connections()) {
            return makeRoom(watched, other -> true, Refused.ALL);
        }
        return List.of();
    }

    private List<Connection> makeRoom(Watched newest, Predicate<Watched> among, Refused reason) {
        Optional<Watched> oldest = open.values().stream()
                .filter(among)
                .filter(other -> other != newest && other.phase == Phase.WAITING)
                .min(Comparator.comparingLong(other -> other.since - newest.since));
        if (oldest.isPresent()) {
            open.remove(oldest.get().connection);
            return List.of(oldest.get().connection);
        }
        newest.refused = reason;
        if (open.values().stream().filter(other -> other.refused != null).count() > REFUSED_AT_A_TIME) {
            open.remove(newest.connection);
            return List.of(newest.connection);
        }
        return List.of();
    }

    private synchronized List<Connection> expired() {
        long now = nanos.getAsLong();
        List<Connection> expired = new ArrayList<>();
        for (Watched watched : open.values()) {
            if (watched.phase == Phase.WAITING
                    && !watched.headBegan
                    && watched.connection.getBytesIn() > watched.bytesBefore) {
                watched.headBegan = true;
                watched.since = now;
            }
            if (now - watched.since > allowed(watched)) {
                expired.add(watched.connection);
            }
        }
        return expired;
    }

    private long allowed(Watched watched) {
        return switch (watched.phase) {
            case WAITING -> (watched.headBegan ? limits.headerTime() : limits.idleTime()).toNanos();
            // bounded by the handler's own limits
            case WORKING -> Long.MAX_VALUE;
            case ANSWERING -> limits.answerTime().toNanos();
        };
    }

    private static void close(List<Connection> connections) {
        connections.forEach(connection -> connection.getEndPoint().close());
    }

    private static InetAddress addressOf(Connection connection) {
        return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress inet
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
