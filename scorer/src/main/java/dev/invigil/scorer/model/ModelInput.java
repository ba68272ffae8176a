// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

/**
 * How an image is prepared for a model before it reaches the device. An image that was prepared for one model can be scored by
 * another only when their inputs are equal.
 *
 * @param side images are resized to {@code side x side} pixels; at least 1
 */
public record ModelInput(int side) {}
