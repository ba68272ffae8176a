// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * A connected area of the anomaly map above the applied threshold (for REJECT the reject threshold, for REVIEW the review threshold), in
 * pixels of the camera's image.
 *
 * @param x left edge of the bounding box
 * @param y top edge of the bounding box
 * @param width of the bounding box, at least 1
 * @param height of the bounding box, at least 1
 * @param area in square pixels of the frame
 * @param peak the largest map value inside
 */
public record Region(double x, double y, double width, double height, double area, double peak) {}
