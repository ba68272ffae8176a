// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

/**
 * A connected area of a map above a threshold, in the map's pixels.
 *
 * @param x left column of the bounding box
 * @param y top row of the bounding box
 * @param width columns of the box
 * @param height rows of the box
 * @param area pixels above the threshold, at most {@code width * height}
 * @param peak highest value in the area
 * @param peakX column of the peak (the first in reading order among equals)
 * @param peakY row of the peak
 */
public record Region(int x, int y, int width, int height, int area, float peak, int peakX, int peakY) {}
