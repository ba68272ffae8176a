// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.DataSize;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server: Jetty's core, with {@link Route}s and {@link HttpLimits}.
 *
 * <p><b>Threads.</b> A few threads of Jetty move bytes and never wait for a client: heads, bodies and answers are read and written as
 * they come. Handlers run on {@code threads} threads of their own, those of metrics and health on {@value #URGENT_THREADS} others.
 */
public final class HttpServer {

    /**
     * Where and how to listen.
     *
     * @param name of the threads
     * @param section of the configuration that has host and port, for messages
     * @param threads for handlers
     * @param discard how much of an unused body is read, so that the client can read the answer
     * @param discardTime in which it must arrive
     * @param errors the server's own answers
     * @param access which requests are accepted
     */
    public record Settings(
            String name,
            String section,
            String host,
            int port,
            int threads,
            HttpLimits limits,
            DataSize discard,
            Duration discardTime,
            ErrorAnswer errors,
            Access access) {}

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    private static final int URGENT_THREADS = 2;
    private static final int JETTY_THREADS = 8;
    private static final long TICK_MILLIS = 100;

    private final Settings settings;
    private final List<Route> routes;
    private final ConnectionGuard guard;
    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService threads;
    private final ExecutorService urgentThreads;
    private final ScheduledExecutorService scheduler;
    private final Exchanges exchanges;

    public HttpServer(Settings settings, List<Route> routes) {
        this.settings = settings;
        this.routes = List.copyOf(routes);
        this.guard = new ConnectionGuard(settings.limits(), System::nanoTime);
        this.threads = Executors.newFixedThreadPool(settings.threads(), daemons(settings.name()));
        this.urgentThreads = Executors.newFixedThreadPool(URGENT_THREADS, daemons(settings.name() + "-health"));
        this.scheduler = Executors.newSingleThreadScheduledExecutor(daemons(settings.name() + "-timer"));
        QueuedThreadPool jettyThreads = new QueuedThreadPool(JETTY_THREADS, 2);
        jettyThreads.setName(settings.name() + "-io");
        jettyThreads.setDaemon(true);
        this.server = new Server(jettyThreads);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration(settings.limits())));
        this.exchanges = new Exchanges(settings, this.routes, guard, threads, urgentThreads, scheduler);
    }

    private static HttpConfiguration configuration(HttpLimits limits) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(limits.headerSize().toInt());
        // routes match the raw path element by element and decode the elements afterwards; characters that are
        // ambiguous for file servers are part of a name here, and the handler refuses them
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    /**
     * Listens.
     *
     * @throws OperatorException when it cannot, with the keys to change
     */
    public void start() throws IOException {
        if (new InetSocketAddress(settings.host(), settings.port()).isUnresolved()) {
            throw new OperatorException(
                    settings.section() + ".host " + settings.host() + " is unknown; use an address of this machine");
        }
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.limits().idleTime().toMillis());
        connector.addBean(guard);
        server.addConnector(connector);
        server.setHandler(exchanges);
        server.setErrorHandler(exchanges::error);
        server.setStopTimeout(0);
        try {
            server.start();
        } catch (Exception e) {
            stopNow();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new OperatorException(
                            "cannot listen on " + settings.host() + ":" + settings.port() + " (" + cause.getMessage()
                                    + "); set " + settings.section() + ".port to a free port, 0 for any, and "
                                    + settings.section() + ".host to an address of this machine",
                            e);
                }
            }
            throw new IOException("the HTTP server " + settings.name() + " did not start", e);
        }
        Future<?> unused =
                scheduler.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The port it listens on, after the start. */
    public int port() {
        return connector.getLocalPort();
    }

    /** How many connections are open. */
    public int connections() {
        return guard.count();
    }

    /**
     * Accepts no more connections, waits for the active requests, and stops.
     *
     * @param grace how long they may take
     * @return whether all of them ended
     */
    public boolean stop(Duration grace) throws InterruptedException {
        connector.setAccepting(false);
        boolean ended = exchanges.end(grace);
        stopNow();
        return ended;
    }

    /** Catches exceptions, because they would end the periodic task. */
    private void tick() {
        try {
            guard.closeExpired();
        } catch (RuntimeException e) {
            LOG.error("{}: expired connections could not be closed", settings.name(), e);
        }
    }

    private void stopNow() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server " + settings.name() + " did not stop", e);
        } finally {
            threads.shutdownNow();
            urgentThreads.shutdownNow();
            scheduler.shutdownNow();
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
