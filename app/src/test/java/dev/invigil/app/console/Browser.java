// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One page of a headless Chromium, driven by the Chrome DevTools Protocol. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENS = "DevTools listening on ";
    private static final long SECONDS = 30;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final String session;

    /** The installed Chromium. */
    static Optional<Path> installed() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Browser(Path chromium) throws Exception {
        profile = Files.createTempDirectory("invigil-chromium");
        process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-extensions",
                        "--no-first-run",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(process), new Messages())
                .get(SECONDS, TimeUnit.SECONDS);
        JsonNode target = ask("", "Target.createTarget", Map.of("url", "about:blank"));
        session = ask("", "Target.attachToTarget", Map.of("targetId", target.get("targetId"), "flatten", true))
                .get("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            ask(domain + ".enable", Map.of());
        }
    }

    /** Chromium says where it listens, on standard error, which is read to its end so that it does not block. */
    private static URI address(Process process) throws Exception {
        CompletableFuture<URI> address = new CompletableFuture<>();
        Thread reader = new Thread(
                () -> {
                    List<String> said = new ArrayList<>();
                    try (BufferedReader lines = process.errorReader(UTF_8)) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (line.startsWith(LISTENS)) {
                                address.complete(URI.create(line.substring(LISTENS.length())));
                            } else if (!address.isDone()) {
                                said.add(line);
                            }
                        }
                    } catch (IOException e) {
                        said.add(e.toString());
                    }
                    address.completeExceptionally(new IOException("chromium ended: " + said));
                },
                "chromium-errors");
        reader.setDaemon(true);
        reader.start();
        return address.get(SECONDS, TimeUnit.SECONDS);
    }

    /** Width and height in CSS pixels. */
    void size(int width, int height) throws Exception {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    }

    void dark(boolean isDark) throws Exception {
        ask(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    void open(String address) throws Exception {
        ask("Page.navigate", Map.of("url", address));
    }

    /** The value of an expression of JavaScript; a promise is awaited. */
    JsonNode value(String expression) throws Exception {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** The visible text of the first element that this selector finds; empty when there is none. */
    String text(String selector) throws Exception {
        return value("document.querySelector(" + JSON.writeValueAsString(selector) + ")?.innerText ?? ''")
                .asText();
    }

    /** Presses and releases a key: a letter, or a name such as {@code ArrowRight}. */
    void press(String key) throws Exception {
        Map<String, Integer> codes =
                Map.of("Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowRight", 39, "Home", 36, "End", 35);
        int code = codes.getOrDefault(key, (int) Character.toUpperCase(key.charAt(0)));
        Map<String, Object> down = key.length() == 1 || key.equals("Enter")
                ? Map.of(
                        "type",
                        "keyDown",
                        "key",
                        key,
                        "windowsVirtualKeyCode",
                        code,
                        "text",
                        key.equals("Enter") ? "\r" : key)
                : Map.of("type", "rawKeyDown", "key", key, "code", key, "windowsVirtualKeyCode", code);
        ask("Input.dispatchKeyEvent", down);
        ask("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** Writes what the window shows, or the whole page down to this height, to a PNG file. */
    void screenshot(Path file, int mostHeight) throws Exception {
        JsonNode page = ask("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
        Map<String, Object> clip = Map.of(
                "x", 0,
                "y", 0,
                "width", page.get("width").asInt(),
                "height", Math.min(mostHeight, page.get("height").asInt()),
                "scale", 1);
        JsonNode shot =
                ask("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
        Files.write(file, Base64.getDecoder().decode(shot.get("data").asText()));
    }

    /** Uncaught errors of the page, and what the browser itself complains about, such as a breach of the content policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** The addresses that were asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        return ask(session, method, parameters);
    }

    private JsonNode ask(String inSession, String method, Map<String, ?> parameters)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(number, answer);
        Map<String, Object> message = inSession.isEmpty()
                ? Map.of("id", number, "method", method, "params", parameters)
                : Map.of("id", number, "method", method, "params", parameters, "sessionId", inSession);
        socket.sendText(JSON.writeValueAsString(message), true).get(SECONDS, TimeUnit.SECONDS);
        return answer.get(SECONDS, TimeUnit.SECONDS);
    }

    private void received(JsonNode message) {
        if (message.has("id")) {
            CompletableFuture<JsonNode> answer =
                    answers.remove(message.get("id").asInt());
            if (message.has("error")) {
                answer.completeExceptionally(
                        new IOException(message.get("error").toString()));
            } else {
                answer.complete(message.get("result"));
            }
            return;
        }
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.path("entry");
                // an image that is no longer stored is answered 404, which the page shows as such
                if (entry.path("level").asText().equals("error")
                        && !entry.path("source").asText().equals("network")) {
                    complaints.add(entry.toString());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(parameters.path("request").path("url").asText());
            default -> {}
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    received(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
