// SPDX-License-Identifier: Apache-2.0
/** What charts are drawn with: axes, SVG text and pictures. */
package dev.invigil.benchmark.chart;
