// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.kit.Reason;
import dev.invigil.kit.config.Requirements;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One POST with a time limit, and what its answer means for the alert. Follows no redirects. */
final class HttpPost {
    /** Answers that say that this alert itself is wrong. All other errors can be fixed at the receiver or in the configuration. */
    private static final Set<Integer> REFUSALS = Set.of(400, 409, 413, 415, 422);

    private static final int SHOWN = 200;
    private static final long LONGEST_WAIT_SECONDS = 3600;

    private final HttpClient client;
    private final Duration timeout;

    HttpPost(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Notes what is wrong with the address of a receiver. */
    static Requirements requireUrl(Requirements requirements, URI url) {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return requirements
                .that(http && url.getHost() != null, "url", "must be like https://host:port/path")
                .that(
                        url.getRawUserInfo() == null,
                        "url",
                        "must not contain a user and a password; use token, with the secret in a file");
    }

    Outcome send(HttpRequest.Builder request, byte[] body) {
        HttpRequest complete = request.POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .timeout(timeout)
                .build();
        String receiver = complete.uri().getScheme() + "://" + complete.uri().getRawAuthority();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(complete, info -> beginning());
        try {
            // with the body of the answer, which may come slowly
            return outcome(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), receiver);
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Outcome.Unavailable(receiver + " did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Outcome.Unavailable(receiver + " cannot be reached: " + Reason.of(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable("interrupted");
        }
    }

    private static Outcome outcome(HttpResponse<String> answer, String receiver) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered();
        }
        String said = answer.body().replaceAll("\\p{Cntrl}+", " ").strip();
        String reason = receiver + " answered " + status + (said.isEmpty() ? "" : ": " + said);
        return REFUSALS.contains(status)
                ? new Outcome.Refused(reason)
                : new Outcome.Unavailable(reason + remedy(status), retryAfter(answer));
    }

    private static String remedy(int status) {
        if (status == 401 || status == 403) {
            return "; check the secret or token of this sink";
        }
        return status >= 300 && status < 500 && status != 429 ? "; check the url of this sink" : "";
    }

    private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, Long.parseLong(text))));
    }

    /** The first characters of a body; the rest is read and dropped. */
    private static HttpResponse.BodySubscriber<String> beginning() {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        return HttpResponse.BodySubscribers.mapping(
                HttpResponse.BodySubscribers.ofByteArrayConsumer(chunk -> chunk.ifPresent(
                        bytes -> kept.write(bytes, 0, Math.min(bytes.length, SHOWN - Math.min(SHOWN, kept.size()))))),
                nothing -> kept.toString(UTF_8));
    }
}
