// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

/**
 * A part as the report shows it, as data URIs.
 *
 * @param image the image with the outline of the true defect
 * @param heat the image under its anomaly map, with frames around what is above the threshold that decided
 */
public record Thumbnail(DecidedPart part, String image, String heat) {}
