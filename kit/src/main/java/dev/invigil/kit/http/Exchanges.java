// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.http.ReadBody.Body;
import dev.invigil.kit.metrics.RepeatLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler.Abstract;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes Jetty's requests to the handlers of the routes and writes their responses. */
final class Exchanges extends Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private final HttpServer.Settings settings;
    private final List<Route> routes;
    private final ConnectionGuard guard;
    private final Executor threads;
    private final Executor urgentThreads;
    private final ScheduledExecutorService scheduler;
    /** Active requests that count against the limit. */
    private final AtomicInteger underWay = new AtomicInteger();

    private final RepeatLog refusals = new RepeatLog(LOG);

    private final Object allEnded = new Object();
    /** All active requests; guarded by {@code allEnded}. */
    private int unanswered;

    Exchanges(
            HttpServer.Settings settings,
            List<Route> routes,
            ConnectionGuard guard,
            Executor threads,
            Executor urgentThreads,
            ScheduledExecutorService scheduler) {
        this.settings = settings;
        this.routes = routes;
        this.guard = guard;
        this.threads = threads;
        this.urgentThreads = urgentThreads;
        this.scheduler = scheduler;
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        synchronized (allEnded) {
            unanswered++;
        }
        org.eclipse.jetty.server.Request.addCompletionListener(request, failure -> {
            guard.waiting(connection);
            synchronized (allEnded) {
                unanswered--;
                allEnded.notifyAll();
            }
        });
        Exchange exchange = new Exchange(request, response, callback, connection);
        Optional<ConnectionGuard.Refused> refused = guard.working(connection);
        if (refused.isPresent()) {
            exchange.refuse(refused.get());
        } else {
            exchange.begin();
        }
        return true;
    }

    /** A request that Jetty itself refuses: its head is not valid HTTP, or too large. */
    boolean error(
            org.eclipse.jetty.server.Request request, org.eclipse.jetty.server.Response response, Callback callback) {
        int status = response.getStatus();
        String error = status == 431
                ? "the headers of the request are larger than "
                        + settings.limits().headerSize()
                : "malformed request";
        write(response, settings.errors().of(new Request(request, Map.of()), status, error), callback);
        return true;
    }

    /** Waits until no request is active; false if the time ends before that. */
    boolean end(Duration grace) throws InterruptedException {
        long until = System.nanoTime() + grace.toNanos();
        synchronized (allEnded) {
            while (unanswered > 0) {
                long millis = Duration.ofNanos(until - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    return false;
                }
                allEnded.wait(millis);
            }
        }
        return true;
    }

    private static void write(org.eclipse.jetty.server.Response response, Response content, Callback callback) {
        response.setStatus(content.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, content.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.body().length);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        content.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(content.body()), callback);
    }

    /** One active request. */
    private final class Exchange {
        private final org.eclipse.jetty.server.Request jetty;
        private final org.eclipse.jetty.server.Response response;
        private final Callback callback;
        private final Connection connection;
        private Request request;
        /** Written before the answer's step is handed to its thread. */
        private boolean bodyEnded;

        Exchange(
                org.eclipse.jetty.server.Request jetty,
                org.eclipse.jetty.server.Response response,
                Callback callback,
                Connection connection) {
            this.jetty = jetty;
            this.response = response;
            this.callback = callback;
            this.connection = connection;
            this.request = new Request(jetty, Map.of());
        }

        void refuse(ConnectionGuard.Refused reason) {
            Response refusal =
                    switch (reason) {
                        case ADDRESS -> error(429, "too many connections from this address");
                        case ALL -> error(503, "too many connections");
                    };
            send(refusal.with("Retry-After", "1").with("Connection", "close"));
        }

        void begin() {
            TreeSet<String> allowed = new TreeSet<>();
            for (Route route : routes) {
                Optional<Map<String, String>> variables = route.match(request.path());
                if (variables.isPresent() && route.takes(request.method())) {
                    request = new Request(jetty, variables.get());
                    Optional<Access.Refusal> refusal =
                            route.role().flatMap(role -> settings.access().refusal(request, role));
                    if (refusal.isPresent()) {
                        answer(refusedAccess(refusal.get()));
                    } else {
                        enter(route);
                    }
                    return;
                }
                if (variables.isPresent()) {
                    allowed.addAll(route.methods());
                }
            }
            answer(
                    allowed.isEmpty()
                            ? error(404, "not found")
                            : error(405, "method not allowed; use " + String.join(", ", allowed))
                                    .with("Allow", String.join(", ", allowed)));
        }

        private void enter(Route route) {
            if (route.isUrgent()) {
                run(urgentThreads, () -> route.handler().handle(request));
                return;
            }
            if (underWay.incrementAndGet() > settings.limits().requests()) {
                underWay.decrementAndGet();
                answer(error(503, "too many concurrent requests").with("Retry-After", "1"));
                return;
            }
            org.eclipse.jetty.server.Request.addCompletionListener(jetty, failure -> underWay.decrementAndGet());
            run(threads, () -> route.handler().handle(request));
        }

        private void run(Executor executor, Step step) {
            try {
                executor.execute(() -> {
                    try {
                        follow(executor, guarded(step));
                    } catch (RuntimeException | Error e) {
                        LOG.error("the answer to {} {} cannot be sent", request.method(), request.path(), e);
                        callback.failed(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                send(error(503, "the server is shutting down").with("Connection", "close"));
            }
        }

        private void goOn(Executor executor, ReadBody wanted, Body body) {
            // nothing is left to read, or nothing can be read any more
            bodyEnded = !(body instanceof Body.TooLarge);
            run(executor, () -> wanted.then().handle(body));
        }

        private void follow(Executor executor, Answer answer) {
            answer.<Runnable>fold(
                            response -> () -> answer(response),
                            wanted -> () -> readBody(executor, wanted),
                            stream -> () -> open(stream))
                    .run();
        }

        private void open(EventStream stream) {
            response.setStatus(200);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream; charset=utf-8");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            response.getHeaders().put("X-Content-Type-Options", "nosniff");
            OpenStream open = new OpenStream(jetty, response, callback, guard);
            stream.opened().accept(open);
        }

        private void readBody(Executor executor, ReadBody wanted) {
            long declared = jetty.getLength();
            if (declared > wanted.limit().bytes()) {
                goOn(executor, wanted, new Body.TooLarge());
            } else {
                new BodyCollector(jetty, wanted.limit().toInt(), declared, true, body -> goOn(executor, wanted, body))
                        .start(scheduler, wanted.time());
            }
        }

        /** An exception in a handler is a bug there: logged, and answered. */
        private Answer guarded(Step step) {
            try {
                return step.run();
            } catch (Exception | Error e) {
                LOG.error("the handler of {} {} failed", request.method(), request.path(), e);
                return error(500, "internal error; see the log");
            }
        }

        /** Reads the rest of the request, so that the client can read the answer, and answers. */
        private void answer(Response content) {
            if (bodyEnded || !request.hasBody() || request.waitsForContinue()) {
                send(content);
                return;
            }
            new BodyCollector(
                            jetty,
                            settings.discard().bytes(),
                            -1,
                            false,
                            rest -> send(rest instanceof Body.Whole ? content : content.with("Connection", "close")))
                    .start(scheduler, settings.discardTime());
        }

        private Response refusedAccess(Access.Refusal refusal) {
            refusals.info(
                    request.method() + " " + refusal.status(),
                    request.method() + " " + request.path() + " from " + request.remote() + " was refused: "
                            + refusal.error());
            Response answer = error(refusal.status(), refusal.error());
            return refusal.status() == 401 ? answer.with("WWW-Authenticate", "Bearer") : answer;
        }

        private Response error(int status, String error) {
            return settings.errors().of(request, status, error);
        }

        private void send(Response content) {
            guard.answering(connection);
            write(response, content, callback);
        }
    }

    private interface Step {
        Answer run() throws Exception;
    }
}
