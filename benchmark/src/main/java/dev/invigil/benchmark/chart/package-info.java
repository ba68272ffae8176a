// SPDX-License-Identifier: Apache-2.0
/** What charts are drawn with: axes, SVG text and images. */
package dev.invigil.benchmark.chart;
