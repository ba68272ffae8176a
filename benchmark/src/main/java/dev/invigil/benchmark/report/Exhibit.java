// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

/**
 * A part as the report shows it, as data URIs.
 *
 * @param photograph with the outline of the true defect
 * @param heat under its anomaly map, with frames around what is above the threshold that decided
 */
public record Exhibit(DecidedPart part, String photograph, String heat) {}
