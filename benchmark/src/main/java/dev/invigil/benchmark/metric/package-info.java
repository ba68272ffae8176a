/**
 * Benchmark metrics of anomaly maps, in three named definitions that are never mixed: the papers' tables
 * ({@link dev.invigil.benchmark.metric.MetricDefinition#ADER}), ADer's benchmark tables
 * ({@link dev.invigil.benchmark.metric.MetricDefinition#ADEVAL}) and the textbook
 * ({@link dev.invigil.benchmark.metric.MetricDefinition#EXACT}).
 *
 * <p>Plain Java, usable as a library. The one idea: every pixel metric is a function of two multisets, the scores of
 * normal pixels and the scores of defect pixels (each with the area of its region). A
 * {@link dev.invigil.benchmark.metric.ClassEvaluation} collects both, spills sorted runs to a temporary file, and
 * each definition is one walk over the distinct scores from the highest to the lowest. Memory therefore does not grow
 * with the number of images, and no number is approximate.
 */
package dev.invigil.benchmark.metric;
