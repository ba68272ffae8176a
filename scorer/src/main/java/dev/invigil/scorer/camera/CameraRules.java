// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.camera;

import dev.invigil.detector.image.DefectMask;
import dev.invigil.detector.image.GreyImage;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.map.IgnoreMask;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of all cameras, for maps of one size. Thread-safe. */
public final class CameraRules {
    private static final Logger LOG = LoggerFactory.getLogger(CameraRules.class);
    /** Other proportions than this come from another camera, or from a cropped picture. */
    private static final double SAME_SHAPE = 0.02;

    private final CameraRule general;
    private final Map<String, CameraRule> cameras;
    /** Width over height of the pictures that masks were drawn on. */
    private final Map<String, Double> shapes;

    private final Set<String> misshapen = ConcurrentHashMap.newKeySet();

    private CameraRules(CameraRule general, Map<String, CameraRule> cameras, Map<String, Double> shapes) {
        this.general = general;
        this.cameras = Map.copyOf(cameras);
        this.shapes = Map.copyOf(shapes);
    }

    /**
     * Reads the masks.
     *
     * @param minimumArea of cameras that have none of their own
     * @param model whose maps have the size of its input
     * @throws OperatorException listing every mask that cannot be used, and why
     */
    public static CameraRules of(int minimumArea, Map<String, CameraConfig> configs, Preprocessing model) {
        int height = model.height();
        int width = model.width();
        Map<String, CameraRule> rules = new TreeMap<>();
        Map<String, Double> shapes = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(configs).forEach((camera, config) -> {
            try {
                IgnoreMask mask = IgnoreMask.none(height, width);
                if (config.ignoreMask().isPresent()) {
                    GreyImage picture = picture(config.ignoreMask().get(), model);
                    shapes.put(camera, (double) picture.width() / picture.height());
                    mask = IgnoreMask.of(
                            height, width, DefectMask.of(picture, height, width).values());
                    require(
                            mask.count() > 0,
                            "all of it is black, so nothing is ignored; paint white what does not count");
                }
                for (CameraConfig.Area area : config.ignoreAreas()) {
                    mask = mask.withRectangle(area.x(), area.y(), area.width(), area.height());
                }
                require(!mask.isWhole(), "everything is ignored: no part would ever be rejected");
                rules.put(
                        camera,
                        new CameraRule(
                                config.minRegionArea().orElse(minimumArea),
                                mask.count() > 0 ? Optional.of(mask) : Optional.empty()));
            } catch (IllegalArgumentException e) {
                String file = config.ignoreMask().map(path -> path + ": ").orElse("");
                problems.add("scorer.cameras." + camera + ": " + file + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new OperatorException(String.join("\n", problems));
        }
        return new CameraRules(new CameraRule(minimumArea, Optional.empty()), rules, shapes);
    }

    /** A camera's rule. */
    public CameraRule of(String camera) {
        return cameras.getOrDefault(camera, general);
    }

    /** Warns, once for a camera, when its pictures have other proportions than its mask. */
    public void saw(String camera, int width, int height) {
        Double drawn = shapes.get(camera);
        if (drawn != null && Math.abs((double) width / height / drawn - 1) > SAME_SHAPE && misshapen.add(camera)) {
            LOG.warn(
                    "camera {} sends pictures of {} x {} pixels, but its ignore-mask has other proportions: is it the mask of another"
                            + " camera? It is stretched over the picture",
                    camera,
                    width,
                    height);
        }
    }

    private static GreyImage picture(Path file, Preprocessing model) {
        require(Files.isRegularFile(file), "no such file; ignore-mask names a PNG of the camera's view");
        GreyImage picture;
        try {
            picture = new ImageDecoder().decodeGrey(Files.readAllBytes(file));
        } catch (UnreadableImageException | IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        require(
                picture.width() >= model.width() && picture.height() >= model.height(),
                "the mask has %d x %d pixels, fewer than the model's map of %d x %d; draw it on a picture of the camera"
                        .formatted(picture.width(), picture.height(), model.width(), model.height()));
        return picture;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
