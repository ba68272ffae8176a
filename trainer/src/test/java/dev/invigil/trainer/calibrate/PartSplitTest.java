// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartSplitTest {
    private static final FalseRejectRates RATES = new FalseRejectRates(0.2, 0.3);
    private static final int PARTS = 40;

    private final Map<Picture, String> digests = new HashMap<>();

    @Test
    void shouldCountAnImageOnceThatIsThereTwice() {
        List<Picture> images = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            images.add(image("cap/%03d.png".formatted(i), "digest " + i));
            images.add(image("cap/%03d (1).png".formatted(i), "digest " + i));
        }

        GoodParts<Picture> cap =
                split(new ProductClass("cap", images, List.of())).get("cap");

        assertThat(digests(cap.calibration().list())).hasSize(PARTS / 4).doesNotHaveDuplicates();
        assertThat(digests(cap.training().list()))
                .hasSize(PARTS - PARTS / 4)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(digests(cap.calibration().list()));
    }

    @Test
    void shouldKeepAnImageThatTwoProductsHaveOnOneSide() {
        List<Picture> left = new ArrayList<>();
        List<Picture> right = new ArrayList<>();
        for (int i = 0; i < PARTS; i++) {
            left.add(image("left/%03d.png".formatted(i), "digest " + i));
            // in another order, so that a split of its own would differ
            right.add(image("right/%03d.png".formatted(i), "digest " + (PARTS - 1 - i + i % 2 * 100)));
        }

        Map<String, GoodParts<Picture>> split =
                split(new ProductClass("left", left, List.of()), new ProductClass("right", right, List.of()));

        Set<String> trained = new HashSet<>();
        Set<String> heldOut = new HashSet<>();
        split.values().forEach(part -> {
            trained.addAll(digests(part.training().list()));
            heldOut.addAll(digests(part.calibration().list()));
        });
        assertThat(heldOut).isNotEmpty().doesNotContainAnyElementsOf(trained);
        assertThat(split.get("right").calibration().list()).hasSize(PARTS / 4);
    }

    @Test
    void shouldKeepAllViewsOfAPartOnOneSide() {
        List<Picture> images = new ArrayList<>();
        Map<Picture, String> samples = new HashMap<>();
        for (int i = 0; i < PARTS; i++) {
            Picture view = image("toy/%03d.png".formatted(i), "digest " + i);
            images.add(view);
            samples.put(view, "part " + i / 5);
        }

        GoodParts<Picture> toy =
                split(new ProductClass("toy", images, List.of(), samples)).get("toy");

        Set<String> trained = new HashSet<>();
        toy.training().list().forEach(image -> trained.add(samples.get(image)));
        assertThat(toy.calibration().list())
                .hasSizeGreaterThanOrEqualTo(5)
                .noneMatch(image -> trained.contains(samples.get(image)));
    }

    @Test
    void shouldNotTakeCopiesOfOneImageForTwoParts() {
        List<Picture> images = List.of(image("cap/0.png", "same"), image("cap/1.png", "same"));

        assertThatThrownBy(() -> split(new ProductClass("cap", images, List.of())))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("copies count once");
    }

    private Map<String, GoodParts<Picture>> split(ProductClass... data) {
        return PartSplit.of(List.of(data), digests, 0.25, 1, RATES);
    }

    private Picture image(String path, String digest) {
        Picture image = Picture.of(Path.of(path));
        digests.put(image, digest);
        return image;
    }

    private List<String> digests(List<Picture> images) {
        return images.stream().map(digests::get).toList();
    }
}
