// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import dev.invigil.kit.config.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The kind {@code mqtt}: MQTT 5.
 *
 * @param port 1883 by default, 8883 with TLS
 * @param tls whether the connection is encrypted; the broker's certificate must be trusted by Java
 * @param topic with the variables {@code {line}}, {@code {camera}} and {@code {cause}}
 * @param qos 1 or 2: with 0 nothing says whether an alert has arrived
 * @param retain whether the broker keeps the last alert of each topic for new readers
 * @param clientId {@code invigil-NAME} with a random number by default
 * @param timeout for the connection, and for one alert
 */
public record MqttConfig(
        String host,
        OptionalInt port,
        @Default("false") boolean tls,
        Optional<String> username,
        Optional<Secret> password,
        @Default("invigil/{line}/{camera}/{cause}") String topic,
        @Default("1") int qos,
        @Default("true") boolean retain,
        Optional<String> clientId,
        @Default("10s") Duration timeout)
        implements SinkConfig.Kind {
    public MqttConfig {
        new Requirements()
                .that(!host.isBlank() && host.indexOf('/') < 0, "host", "must be a host name, without mqtt://")
                .that(
                        port.isEmpty() || (port.getAsInt() >= 1 && port.getAsInt() <= 65535),
                        "port",
                        "must be between 1 and 65535")
                .that(
                        !topic.isBlank() && topic.indexOf('#') < 0 && topic.indexOf('+') < 0 && !topic.startsWith("$"),
                        "topic",
                        "must not be empty, begin with $, or contain # or +")
                .that(qos == 1 || qos == 2, "qos", "must be 1 or 2, but is " + qos)
                .that(password.isEmpty() || username.isPresent(), "username", "is missing; a password needs one")
                .that(timeout.toMillis() >= 1, "timeout", "must be greater than 0")
                .verify();
    }

    @Override
    public AlertSink open(String name) {
        return new MqttSink(this, name);
    }
}
