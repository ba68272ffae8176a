// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.invigil.detector.decision.CameraRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads a file of camera rules, YAML or JSON:
 *
 * <pre>{@code
 * rules:
 *   - product: bottle            # absent: all products
 *     camera: cam-1              # absent: all cameras
 *     size: [1920, 1080]         # coordinates are pixels of an image of this size; absent: fractions, 0 to 1
 *     inspect:                   # absent: the whole image
 *       - polygon: [[100, 50], [1800, 50], [1800, 1000], [100, 1000]]
 *     ignore:
 *       - rectangle: {x: 0, y: 0, width: 200, height: 100}
 *       - image: clamp.png       # white does not count; relative to the rules file
 *     min-region-area: 12        # in pixels of the anomaly map
 * }</pre>
 */
public final class CameraRulesFile {
    private static final ObjectReader READER = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build()
            .readerFor(Document.class);

    private CameraRulesFile() {}

    private record Document(List<Rule> rules) {}

    private record Rule(
            String product,
            String camera,
            double[] size,
            List<Shape> inspect,
            List<Shape> ignore,
            @JsonProperty("min-region-area") Integer minRegionArea) {}

    private record Shape(double[][] polygon, Box rectangle, String image) {}

    private record Box(Double x, Double y, Double width, Double height) {}

    /**
     * Reads the file. Image files that it names are read later, by {@link CameraRuleEntries#rules}.
     *
     * @throws BrokenCameraRulesException if there is no such file, or listing what is wrong in it and where
     */
    public static List<CameraRuleEntry> read(Path file) throws BrokenCameraRulesException {
        Document document = document(file);
        if (document == null || document.rules() == null || document.rules().isEmpty()) {
            throw new BrokenCameraRulesException(
                    file + ": has no rules; a file of camera rules has a list `rules`, see docs/CONFIGURATION.md");
        }
        List<CameraRuleEntry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < document.rules().size(); i++) {
            Rule rule = document.rules().get(i);
            if (rule == null) {
                problems.add("%s: rules[%d]: is empty; remove it".formatted(file, i));
                continue;
            }
            CameraRules.Target target =
                    new CameraRules.Target(Optional.ofNullable(rule.product()), Optional.ofNullable(rule.camera()));
            String origin = "%s: rules[%d] (%s)".formatted(file, i, target);
            try {
                entries.add(entry(file, origin, target, rule));
            } catch (IllegalArgumentException e) {
                problems.add(origin + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new BrokenCameraRulesException(String.join("\n", problems));
        }
        return entries;
    }

    private static Document document(Path file) throws BrokenCameraRulesException {
        if (!Files.isRegularFile(file)) {
            throw new BrokenCameraRulesException(file + ": no such file of camera rules");
        }
        try {
            return READER.readValue(Files.readAllBytes(file));
        } catch (JacksonException e) {
            throw new BrokenCameraRulesException(file + place(e) + ": " + firstLine(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new BrokenCameraRulesException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String place(JacksonException e) {
        JsonLocation location = e.getLocation();
        String line = location == null ? "" : ", line " + location.getLineNr();
        StringBuilder path = new StringBuilder();
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference reference : mapping.getPath()) {
                if (reference.getFieldName() == null) {
                    path.append('[').append(reference.getIndex()).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
                }
            }
        }
        return line + (path.isEmpty() ? "" : ": " + path);
    }

    private static String firstLine(String message) {
        return Objects.requireNonNullElse(message, "not readable")
                .lines()
                .findFirst()
                .orElse("not readable");
    }

    private static CameraRuleEntry entry(Path file, String origin, CameraRules.Target target, Rule rule) {
        require(
                Stream.of(rule.product(), rule.camera())
                        .filter(Objects::nonNull)
                        .noneMatch(String::isBlank),
                "product and camera must not be blank; omit them to include all");
        Scale scale = Scale.of(rule.size());
        List<MaskShape> inspect = shapes(file, "inspect", rule.inspect(), scale);
        List<MaskShape> ignore = shapes(file, "ignore", rule.ignore(), scale);
        require(
                !inspect.isEmpty() || !ignore.isEmpty() || rule.minRegionArea() != null,
                "has no effect; add inspect, ignore or min-region-area");
        return new CameraRuleEntry(
                origin,
                target,
                rule.minRegionArea() == null ? OptionalInt.empty() : OptionalInt.of(rule.minRegionArea()),
                inspect,
                ignore,
                scale.shape());
    }

    private static List<MaskShape> shapes(Path file, String key, List<Shape> shapes, Scale scale) {
        if (shapes == null) {
            return List.of();
        }
        return IntStream.range(0, shapes.size())
                .mapToObj(i -> {
                    try {
                        return shape(file, shapes.get(i), scale);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException(key + "[" + i + "]: " + e.getMessage(), e);
                    }
                })
                .toList();
    }

    private static MaskShape shape(Path file, Shape shape, Scale scale) {
        require(
                shape != null
                        && Stream.of(shape.polygon(), shape.rectangle(), shape.image())
                                        .filter(Objects::nonNull)
                                        .count()
                                == 1,
                "a shape is exactly one of polygon, rectangle and image");
        if (shape.polygon() != null) {
            List<MaskShape.Point> points = new ArrayList<>();
            for (double[] point : shape.polygon()) {
                require(point != null && point.length == 2, "a point of a polygon is [x, y]");
                points.add(new MaskShape.Point(point[0] / scale.width(), point[1] / scale.height()));
            }
            return new MaskShape.Polygon(points);
        }
        if (shape.rectangle() != null) {
            Box box = shape.rectangle();
            require(
                    Stream.of(box.x(), box.y(), box.width(), box.height()).noneMatch(Objects::isNull),
                    "a rectangle needs x, y, width and height");
            return new MaskShape.Rectangle(
                    box.x() / scale.width(),
                    box.y() / scale.height(),
                    box.width() / scale.width(),
                    box.height() / scale.height());
        }
        return new MaskShape.Image(file.toAbsolutePath().resolveSibling(shape.image()));
    }

    /**
     * What coordinates are divided by to get fractions.
     *
     * @param shape width over height of the camera's image, where it is known
     */
    private record Scale(double width, double height, OptionalDouble shape) {
        static Scale of(double[] size) {
            if (size == null) {
                return new Scale(1, 1, OptionalDouble.empty());
            }
            require(
                    size.length == 2 && size[0] >= 1 && size[1] >= 1,
                    "size must be [width, height] of the camera's image in pixels");
            return new Scale(size[0], size[1], OptionalDouble.of(size[0] / size[1]));
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
