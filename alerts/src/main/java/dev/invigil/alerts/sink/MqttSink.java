// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubRecException;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.pubrec.Mqtt5PubRecReasonCode;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.kit.Reason;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes alerts to an MQTT 5 broker and waits for its acknowledgement. The connection is opened by the first alert, and again by the next one after
 * it was lost. The user property {@code id} is the same when an alert is sent again.
 */
final class MqttSink implements AlertSink {
    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    private final MqttConfig config;
    private final String broker;
    private final Mqtt5AsyncClient client;

    MqttSink(MqttConfig config, String name) {
        this.config = config;
        int port = config.port().orElse(config.tls() ? TLS_PORT : PORT);
        this.broker = config.host() + ":" + port;
        Mqtt5ClientBuilder builder = MqttClient.builder()
                .useMqttVersion5()
                .identifier(config.clientId()
                        .orElseGet(() -> "invigil-" + name + "-"
                                + UUID.randomUUID().toString().substring(0, 8)))
                .serverHost(config.host())
                .serverPort(port)
                .transportConfig()
                .socketConnectTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .mqttConnectTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .applyTransportConfig();
        if (config.tls()) {
            builder = builder.sslWithDefaultConfig();
        }
        if (config.username().isPresent()) {
            Mqtt5SimpleAuthBuilder.Complete login =
                    Mqtt5SimpleAuth.builder().username(config.username().get());
            builder = builder.simpleAuth(config.password()
                    .map(password -> login.password(password.reveal().getBytes(StandardCharsets.UTF_8)))
                    .orElse(login)
                    .build());
        }
        this.client = builder.buildAsync();
    }

    @Override
    public Outcome send(Delivery delivery) {
        try {
            if (!client.getState().isConnected()) {
                within(client.connectWith().cleanStart(true).send());
            }
            Mqtt5PublishResult result = within(client.publish(publish(delivery)));
            return result.getError()
                    .map(failure -> failed(delivery.alert(), failure))
                    .orElseGet(Outcome.Delivered::new);
        } catch (ExecutionException e) {
            return failed(delivery.alert(), e.getCause());
        } catch (TimeoutException e) {
            disconnect();
            return new Outcome.Unavailable("the MQTT broker " + broker + " did not answer within "
                    + config.timeout().toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable("interrupted");
        }
    }

    @Override
    public void close() {
        disconnect();
    }

    private Mqtt5Publish publish(Delivery delivery) {
        return Mqtt5Publish.builder()
                .topic(topic(delivery.alert()))
                .payload(delivery.json())
                .qos(config.qos() == 1 ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE)
                .retain(config.retain())
                .contentType("application/json")
                .userProperties()
                .add("id", delivery.id())
                .applyUserProperties()
                .build();
    }

    private String topic(Alert alert) {
        return config.topic()
                .replace("{line}", level(alert.line()))
                .replace("{camera}", level(alert.camera()))
                .replace("{cause}", alert.cause().name());
    }

    /** A name as one level of a topic: wildcards are not allowed there, and names have no slash. */
    private static String level(String name) {
        return name.replace('+', '_').replace('#', '_').replace('/', '_');
    }

    private Outcome failed(Alert alert, Throwable failure) {
        if (isAboutTheAlert(failure)) {
            return new Outcome.Refused(
                    "the MQTT broker " + broker + " refused topic " + topic(alert) + ": " + Reason.of(failure));
        }
        disconnect();
        return new Outcome.Unavailable("the MQTT broker " + broker + " cannot be used: " + Reason.of(failure));
    }

    /** Other refusals, such as a missing right, can be fixed at the broker. */
    private static boolean isAboutTheAlert(Throwable failure) {
        if (failure instanceof Mqtt5PubAckException refused) {
            Mqtt5PubAckReasonCode code = refused.getMqttMessage().getReasonCode();
            return code == Mqtt5PubAckReasonCode.TOPIC_NAME_INVALID
                    || code == Mqtt5PubAckReasonCode.PAYLOAD_FORMAT_INVALID;
        }
        if (failure instanceof Mqtt5PubRecException refused) {
            Mqtt5PubRecReasonCode code = refused.getMqttMessage().getReasonCode();
            return code == Mqtt5PubRecReasonCode.TOPIC_NAME_INVALID
                    || code == Mqtt5PubRecReasonCode.PAYLOAD_FORMAT_INVALID;
        }
        return false;
    }

    private void disconnect() {
        if (client.getState().isConnectedOrReconnect()) {
            try {
                within(client.disconnect());
            } catch (ExecutionException | TimeoutException e) {
                // the connection is lost or being closed anyway
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T within(CompletableFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
