// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.map.Region;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Response;
import dev.invigil.kit.http.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The demo's page: {@code /}, its JSON {@code /state}, {@code /pictures/ID} (the frame) and {@code /heat/ID} (the frame with its heat map). */
final class DemoPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'";

    /** Minimum area of a region that is outlined, in pixels of the map. */
    private static final int LEAST_AREA = 9;

    private final LiveLine line;
    private final Clock clock;
    private final Map<String, String> facts;
    private final ImageDecoder decoder = new ImageDecoder();

    /** @param facts shown in the page header: model and broker */
    DemoPage(LiveLine line, Clock clock, Map<String, String> facts) {
        this.line = line;
        this.clock = clock;
        this.facts = new LinkedHashMap<>(facts);
    }

    /** What {@code /state} answers. */
    record State(Map<String, String> facts, Snapshot line) {}

    void addTo(HttpService http) {
        http.add(Route.get("/", request -> resource("demo.html", "text/html; charset=utf-8")))
                .add(Route.get("/demo.css", request -> resource("demo.css", "text/css; charset=utf-8")))
                .add(Route.get("/demo.js", request -> resource("demo.js", "text/javascript; charset=utf-8")))
                .add(Route.get(
                        "/state", request -> Response.json(200, new State(facts, line.snapshot(clock.instant())))))
                .add(Route.get("/pictures/{id}", this::picture))
                .add(Route.get("/heat/{id}", this::heat));
    }

    private static Response resource(String name, String type) throws IOException {
        try (InputStream content = DemoPage.class.getResourceAsStream(name)) {
            return Response.of(200, type, content.readAllBytes())
                    .with("Content-Security-Policy", POLICY)
                    .with("Cache-Control", "no-cache");
        }
    }

    private Response picture(Request request) {
        return line.picture(request.variable("id"))
                .map(picture -> keep(Response.of(200, "image/jpeg", picture.encoded())))
                .orElseGet(DemoPage::gone);
    }

    /** The image under its map. */
    private Response heat(Request request) throws IOException {
        Optional<LiveLine.Picture> picture = line.picture(request.variable("id"));
        if (picture.isEmpty() || picture.get().map().isEmpty()) {
            return gone();
        }
        try {
            return keep(Response.of(200, "image/png", overlay(picture.get())));
        } catch (UnreadableImageException e) {
            return Response.text(422, e.getMessage() + "\n");
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
        BufferedImage drawn = Overlay.of(photograph, map, threshold, frames(picture, photograph, map));
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(drawn, "png", png);
        return png.toByteArray();
    }

    /** The regions of the verdict in pixels of the map, without those below the minimum area. */
    private static List<Region> frames(LiveLine.Picture picture, RgbImage image, AnomalyMap map) {
        double across = (double) image.width() / map.width();
        double down = (double) image.height() / map.height();
        return picture.verdict().stream()
                .flatMap(verdict -> verdict.regions().stream())
                .map(region -> new Region(
                        (int) Math.round(region.x() / across),
                        (int) Math.round(region.y() / down),
                        (int) Math.round(region.width() / across),
                        (int) Math.round(region.height() / down),
                        (int) Math.round(region.area() / across / down),
                        (float) region.peak(),
                        0,
                        0))
                .filter(region -> region.area() >= LEAST_AREA)
                .toList();
    }

    /** A frame never changes. */
    private static Response keep(Response response) {
        return response.with("Cache-Control", "private, max-age=600, immutable");
    }

    private static Response gone() {
        return Response.text(404, "this frame is no longer stored\n");
    }
}
