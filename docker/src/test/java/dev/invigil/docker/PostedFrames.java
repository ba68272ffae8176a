// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A camera that posts images of a data set in the MVTec layout; it repeats each frame until it is acknowledged. */
final class PostedFrames {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String address;
    private final List<Path> images;
    private final Path data;
    private final Set<String> acknowledged = new TreeSet<>();

    /** @param address of ingest */
    PostedFrames(String address, Path data) throws IOException {
        this.address = address;
        this.data = data;
        try (Stream<Path> files = Files.walk(data)) {
            this.images = files.filter(file -> file.toString().contains("/test/")
                            && file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    /** Posts frames, one after the other. */
    void post(String camera, int frames) throws IOException, InterruptedException {
        for (int number = 0; number < frames; number++) {
            String id = camera + "-" + number;
            Path image = images.get(number * 7 % images.size());
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/cameras/" + camera + "/frames"))
                    .timeout(Duration.ofSeconds(20))
                    .header("X-Product-Id", data.relativize(image).getName(0).toString())
                    .header("X-Frame-Id", id)
                    .POST(HttpRequest.BodyPublishers.ofFile(image))
                    .build();
            while (!isAcknowledged(request)) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            acknowledged.add(id);
        }
    }

    private boolean isAcknowledged(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 202) {
                return true;
            }
            if (answer.statusCode() != 429 && answer.statusCode() != 503) {
                throw new AssertionError("ingest refused a frame: " + answer.statusCode() + " " + answer.body());
            }
            return false;
        } catch (IOException e) {
            return false; // no answer: the same frame again under the same id, as any client does
        }
    }

    /** Ids of all frames that ingest has acknowledged. */
    Set<String> acknowledged() {
        return acknowledged;
    }
}
