/**
 * Many verdicts in, few alerts out: the rules of {@link dev.invigil.alerts.rule} over each camera's verdicts, run by Kafka
 * Streams exactly once. {@link dev.invigil.alerts.AlertsService} is the service, {@link dev.invigil.alerts.AlertTopology} what
 * it runs.
 *
 * <p>State is one record of a few kilobytes per camera, in memory, restored from a compacted changelog: hundreds of cameras
 * are a megabyte or two, so RocksDB would bring native memory to bound and files to lose, for nothing.
 */
package dev.invigil.alerts;
