/**
 * Turns verdicts into alerts: the rules of {@link dev.invigil.alerts.rule} over each camera's verdicts, run by Kafka
 * Streams exactly once. {@link dev.invigil.alerts.AlertsService} is the service, {@link dev.invigil.alerts.AlertTopology} its topology.
 *
 * <p>State is one record of a few kilobytes per camera, in memory, restored from a compacted changelog: hundreds of cameras
 * are a megabyte or two, so RocksDB, with its native memory and files, is not needed.
 */
package dev.invigil.alerts;
