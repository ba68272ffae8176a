// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

/** The kind {@code log}: one line in the log of this process for each alert. It has no settings. */
public record LogConfig() implements SinkConfig.Kind {
    @Override
    public AlertSink open(String name) {
        return new LogSink(name);
    }
}
