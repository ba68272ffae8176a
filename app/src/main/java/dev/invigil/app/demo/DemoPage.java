// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import com.sun.net.httpserver.HttpExchange;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Regions;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.Responses;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The demo's page: {@code /}, its JSON {@code /state}, and {@code /pictures/ID} and {@code /heat/ID}. */
final class DemoPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'";

    /** Smaller specks get no frame, in pixels of the map. */
    private static final int LEAST_AREA = 9;

    private final LiveLine line;
    private final Clock clock;
    private final Map<String, String> facts;
    private final ImageDecoder decoder = new ImageDecoder();

    /** @param facts shown in the head: model, broker, where to send pictures of one's own */
    DemoPage(LiveLine line, Clock clock, Map<String, String> facts) {
        this.line = line;
        this.clock = clock;
        this.facts = new LinkedHashMap<>(facts);
    }

    /** What {@code /state} answers. */
    record State(Map<String, String> facts, Snapshot line) {}

    void addTo(HttpService http) {
        http.handle("/", this::page);
        http.handle(
                "/state",
                exchange -> Responses.sendJson(exchange, 200, new State(facts, line.snapshot(clock.instant()))));
        http.handle("/pictures/", this::picture);
        http.handle("/heat/", this::heat);
    }

    private void page(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/" -> resource(exchange, "demo.html", "text/html; charset=utf-8");
            case "/demo.css" -> resource(exchange, "demo.css", "text/css; charset=utf-8");
            case "/demo.js" -> resource(exchange, "demo.js", "text/javascript; charset=utf-8");
            default -> Responses.send(exchange, 404, "text/plain", "nothing here; the page is at /\n");
        }
    }

    private static void resource(HttpExchange exchange, String name, String type) throws IOException {
        try (InputStream content = DemoPage.class.getResourceAsStream(name)) {
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            exchange.getResponseHeaders().set("Cache-Control", "no-cache");
            Responses.send(exchange, 200, type, content.readAllBytes());
        }
    }

    private void picture(HttpExchange exchange) throws IOException {
        Optional<LiveLine.Picture> picture = line.picture(id(exchange, "/pictures/"));
        if (picture.isEmpty()) {
            gone(exchange);
        } else {
            keep(exchange);
            Responses.send(exchange, 200, "image/jpeg", picture.get().encoded());
        }
    }

    /** The photograph under its map; the photograph alone where there is no map. */
    private void heat(HttpExchange exchange) throws IOException {
        Optional<LiveLine.Picture> picture = line.picture(id(exchange, "/heat/"));
        if (picture.isEmpty() || picture.get().map().isEmpty()) {
            gone(exchange);
            return;
        }
        try {
            byte[] overlay = overlay(picture.get());
            keep(exchange);
            Responses.send(exchange, 200, "image/png", overlay);
        } catch (UnreadableImageException e) {
            Responses.send(exchange, 422, "text/plain", e.getMessage() + "\n");
        }
    }

    private byte[] overlay(LiveLine.Picture picture) throws UnreadableImageException, IOException {
        RgbImage photograph = decoder.decode(picture.encoded());
        AnomalyMap map = picture.map().orElseThrow().decode();
        double threshold = picture.verdict()
                .flatMap(Verdict::threshold)
                .map(Threshold::reject)
                .filter(value -> value > 0)
                .orElse(1.0);
        BufferedImage drawn = Overlay.of(photograph, map, threshold, Regions.above(map, threshold, LEAST_AREA));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", png);
        return png.toByteArray();
    }

    private static String id(HttpExchange exchange, String path) {
        return exchange.getRequestURI().getPath().substring(path.length());
    }

    /** A frame never changes. */
    private static void keep(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Cache-Control", "private, max-age=600, immutable");
    }

    private static void gone(HttpExchange exchange) throws IOException {
        Responses.send(exchange, 404, "text/plain", "no such frame any more\n");
    }
}
