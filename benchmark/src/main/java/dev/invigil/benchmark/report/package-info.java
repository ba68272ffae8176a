// SPDX-License-Identifier: Apache-2.0
/**
 * The report of an evaluation for people who answer for a line's quality: one HTML page that needs nothing but itself, with the same figures
 * as JSON, CSV and Markdown, and each curve as SVG. {@link dev.invigil.benchmark.report.ReportJob} gathers a
 * {@link dev.invigil.benchmark.report.Report}, {@link dev.invigil.benchmark.report.ReportFolder} writes it, {@link
 * dev.invigil.benchmark.report.Comparison} sets two reports' JSON side by side.
 */
package dev.invigil.benchmark.report;
