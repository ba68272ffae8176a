// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/**
 * Asks a service for its health. It loads nothing but the JDK: the image starts {@link #main} every 30 seconds for each container, and the whole
 * command takes four times as much processor time.
 */
public final class HealthRequest {
    private static final int LIMIT_MILLIS = 3_000;
    private static final int LONGEST = 4_096;

    private HealthRequest() {}

    /**
     * What the service says of itself.
     *
     * @param line for a person: the address and the checks, or why there is no answer
     */
    record Answer(boolean healthy, String line) {}

    /** Where a service of this environment answers whether it is ready. */
    static String defaultAddress(Map<String, String> environment) {
        return "http://localhost:" + environment.getOrDefault("INVIGIL_HTTP_PORT", "9400") + "/health/ready";
    }

    /** Sends the request and waits at most 3 seconds each for the connection and for the answer. */
    static Answer send(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MILLIS);
            connection.setReadTimeout(LIMIT_MILLIS);
            int status = connection.getResponseCode();
            boolean healthy = status == HttpURLConnection.HTTP_OK;
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = body == null ? "" : new String(body.readNBytes(LONGEST), UTF_8);
                return new Answer(healthy, address + " answers " + status + ": " + text.replaceAll("\\s*\\R\\s*", " "));
            }
        } catch (IOException | IllegalArgumentException e) {
            return new Answer(false, address + " does not answer: " + e.getMessage());
        }
    }

    /**
     * Does what {@code invigil health [URL]} does.
     *
     * @param arguments the address, or nothing
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        String address = arguments.length == 1 ? arguments[0] : defaultAddress(System.getenv());
        Answer answer;
        try {
            answer = send(URI.create(address));
        } catch (IllegalArgumentException e) {
            answer = new Answer(false, e.getMessage());
        }
        System.out.println(answer.line());
        System.exit(answer.healthy() ? 0 : 1);
    }
}
