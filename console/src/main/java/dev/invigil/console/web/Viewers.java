// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import dev.invigil.kit.http.EventStream;
import dev.invigil.kit.http.EventStream.Client;
import dev.invigil.kit.http.EventStream.Event;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The browsers that follow the line. All get the same event, once a second; one that reads slowly misses some. */
final class Viewers {
    private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final int most;
    private final Supplier<byte[]> state;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private Thread thread;

    /** @param state the line as JSON */
    Viewers(int most, Supplier<byte[]> state) {
        this.most = most;
        this.state = state;
    }

    void start() {
        thread = new Thread(this::run, "invigil-console-events");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
        clients.forEach(Client::close);
    }

    /** Whether one more can follow. */
    boolean hasRoom() {
        clients.removeIf(Client::isClosed);
        return clients.size() < most;
    }

    /** The answer to one who wants to follow. */
    EventStream stream() {
        return new EventStream(client -> {
            clients.add(client);
            client.send(event());
        });
    }

    private Event event() {
        return Event.of("line", state.get());
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(EVERY.toMillis());
                clients.removeIf(Client::isClosed);
                if (!clients.isEmpty()) {
                    Event event = event();
                    clients.forEach(client -> client.send(event));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("the state of the line could not be sent", e);
            }
        }
    }
}
