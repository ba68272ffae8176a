// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import java.util.List;

/**
 * One large figure at the head of a page.
 *
 * @param style a class of {@code report.css}, or empty
 * @param unit set small behind the figure, or empty
 * @param lines what the figure means
 */
record Tile(String style, String title, String figure, String unit, List<String> lines) {}
