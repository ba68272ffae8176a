// SPDX-License-Identifier: Apache-2.0
/**
 * Sends alerts to other systems: {@link dev.invigil.alerts.sink.AlertSink} is the port, with one implementation for each kind of receiver.
 * Each sink reads the {@code alerts} topic in a consumer group and on a thread of its own ({@link dev.invigil.alerts.sink.SinkWorker}), so a
 * receiver that is down delays neither the other sinks nor the rules, and its alerts wait on the topic.
 */
package dev.invigil.alerts.sink;
