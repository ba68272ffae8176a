// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.single;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.model.ImageMemory.Source;
import java.util.Optional;

/**
 * A place of an image beside the place of a good part that is most like it.
 *
 * @param x column of the place in the map
 * @param y row of the place in the map
 * @param width of the region that it stands for, in pixels of the map; at least 1
 * @param height of the region that it stands for, in pixels of the map; at least 1
 * @param value of the map there
 * @param source the most similar place that the model remembers
 * @param good the image of the good part at its own size; empty if it is not at hand
 */
public record Comparison(int x, int y, int width, int height, float value, Source source, Optional<RgbImage> good) {}
