// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import dev.invigil.scorer.ScorerLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One camera: posts frames one after the other under ids of its own, and repeats each until it is answered. It keeps what was acknowledged (202) and
 * what was refused (4xx).
 */
final class Sender implements Runnable {
    /** What is sent now and then among the good images, and what must become of it. */
    private enum Item {
        IMAGE,
        TRUNCATED,
        NOT_AN_IMAGE,
        FAR_CAPTURE_TIME,
        UNKNOWN_PRODUCT,
        /** A small file whose header states 20,000 x 20,000 pixels. */
        HUGE
    }

    private static final int ODD_EVERY = 20;
    private static final List<Item> ODD =
            List.of(Item.TRUNCATED, Item.NOT_AN_IMAGE, Item.FAR_CAPTURE_TIME, Item.UNKNOWN_PRODUCT, Item.HUGE);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String camera;
    private final int port;
    private final int frames;
    private final Map<String, List<byte[]>> images;
    private final Semaphore pace;
    private final List<String> acknowledged = new ArrayList<>();
    private final Map<String, Integer> refused = new LinkedHashMap<>();

    /**
     * @param images by product
     * @param pace one permit per frame
     */
    Sender(String camera, int port, int frames, Map<String, List<byte[]>> images, Semaphore pace) {
        this.camera = camera;
        this.port = port;
        this.frames = frames;
        this.images = images;
        this.pace = pace;
    }

    /** The images of a folder in the MVTec layout, by product. */
    static Map<String, List<byte[]>> images(Path data) throws IOException {
        Map<String, List<byte[]>> images = new LinkedHashMap<>();
        try (var products = Files.list(data)) {
            for (Path product : products.sorted().toList()) {
                try (var files = Files.walk(product.resolve("test"))) {
                    List<byte[]> all = new ArrayList<>();
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        all.add(Files.readAllBytes(file));
                    }
                    images.put(product.getFileName().toString(), all);
                }
            }
        }
        return images;
    }

    @Override
    public void run() {
        try {
            for (int number = 0; number < frames; number++) {
                pace.acquire();
                send(number);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(int number) throws InterruptedException {
        String id = camera + "-" + number;
        HttpRequest request = request(id, number);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 202) {
                    synchronized (acknowledged) {
                        acknowledged.add(id);
                    }
                    return;
                }
                if (status >= 400 && status < 500 && status != 429 && status != 408) {
                    refused.put(id, status);
                    return;
                }
            } catch (IOException e) {
                // no answer: the same frame again under the same id, as any client does
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private HttpRequest request(String id, int number) {
        List<String> products = List.copyOf(images.keySet());
        String product = products.get(number % products.size());
        List<byte[]> ofProduct = images.get(product);
        byte[] image = ofProduct.get(number / products.size() % ofProduct.size());
        Item item = number % ODD_EVERY == ODD_EVERY - 1 ? ODD.get(number / ODD_EVERY % ODD.size()) : Item.IMAGE;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/cameras/" + camera + "/frames"))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "image/png")
                .header("X-Frame-Id", id)
                .header("X-Part-Id", "part-" + number);
        switch (item) {
            case TRUNCATED -> image = Arrays.copyOf(image, image.length / 2);
            case NOT_AN_IMAGE -> image = ("{\"frame\": " + number + "}").getBytes(StandardCharsets.UTF_8);
            case FAR_CAPTURE_TIME -> request.header("X-Capture-Time", "2400-01-01T00:00:00Z");
            case UNKNOWN_PRODUCT -> product = "unheard-of";
            case HUGE -> image = ScorerLine.huge(image);
            case IMAGE -> {}
        }
        return request.header("X-Product-Id", product)
                .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                .build();
    }

    String camera() {
        return camera;
    }

    /** Ids that were answered with 202, in the order of the answers. */
    List<String> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    /** Ids that were refused, with the status. Read it when the sender has ended. */
    Map<String, Integer> refused() {
        return refused;
    }
}
