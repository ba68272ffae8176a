// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static dev.invigil.alerts.sink.Alerts.delivery;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.invigil.contracts.alert.Alert;
import dev.invigil.contracts.alert.AlertCodec;
import dev.invigil.contracts.alert.AlertState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MQTT broker of Debian. */
class MqttSinkIT extends SinkContract {
    @TempDir
    private Path folder;

    private Mosquitto mosquitto;

    @Override
    Receiver receiver() throws Exception {
        mosquitto = new Mosquitto(
                InstalledProgram.required("mosquitto", "mosquitto"),
                InstalledProgram.required("mosquitto_passwd", "mosquitto"),
                folder);
        return mosquitto;
    }

    @Test
    void shouldKeepTheLastAlertForNewReaders() throws Exception {
        Delivery delivery = delivery("cam-1", AlertState.OPENED, 3);
        try (AlertSink sink = Alerts.config(mosquitto.yaml()).open()) {
            assertThat(sink.send(delivery)).isEqualTo(new Outcome.Delivered());
        }
        List<Mqtt5Publish> seen = new CopyOnWriteArrayList<>();
        Mqtt5AsyncClient reader = mosquitto.reader(seen::add);
        org.awaitility.Awaitility.await().until(() -> !seen.isEmpty());
        reader.disconnect().orTimeout(20, TimeUnit.SECONDS).join();

        Mqtt5Publish publish = seen.get(0);
        assertThat(publish.getTopic()).hasToString("invigil/line-1/cam-1/K_OF_N");
        assertThat(publish.isRetain()).isTrue();
        assertThat(publish.getContentType().orElseThrow()).hasToString("application/json");
        assertThat(publish.getPayloadAsBytes()).isEqualTo(delivery.json());
        assertThat(id(publish)).isEqualTo(delivery.id());
    }

    @Test
    void shouldSayThatThePasswordIsWrongAndNotShowIt() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), SECRET + "x");
        String yaml = mosquitto.yaml().replaceFirst("\\$\\{file:[^}]*}", "\\${file:" + wrong + "}");
        try (AlertSink sink = Alerts.config(yaml).open()) {
            assertThat(sink.send(delivery("cam-1", AlertState.OPENED, 0)))
                    .isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> assertThat(unavailable.reason())
                            .contains("NOT_AUTHORIZED")
                            .doesNotContain(SECRET));
        }
    }

    private static String id(Mqtt5Publish publish) {
        return publish.getUserProperties().asList().stream()
                .filter(property -> property.getName().toString().equals("id"))
                .map(property -> property.getValue().toString())
                .findFirst()
                .orElseThrow();
    }

    private static final class Mosquitto implements Receiver {
        private final Path program;
        private final Path folder;
        private final int port = InstalledProgram.freePort();
        private final List<Mqtt5Publish> publishes = new CopyOnWriteArrayList<>();
        private InstalledProgram running;
        private Mqtt5AsyncClient reader;

        Mosquitto(Path program, Path passwords, Path folder) throws Exception {
            this.program = program;
            this.folder = folder;
            Path file = folder.resolve("passwords");
            Process writing = new ProcessBuilder(passwords.toString(), "-c", "-b", file.toString(), "line", SECRET)
                    .inheritIO()
                    .start();
            assertThat(writing.waitFor()).isZero();
            Files.writeString(folder.resolve("password"), SECRET);
            Files.writeString(
                    folder.resolve("mosquitto.conf"),
                    "listener %d 127.0.0.1%nallow_anonymous false%npassword_file %s%nuser root%npersistence false%n"
                            .formatted(port, file));
            up();
        }

        @Override
        public String yaml() {
            return "{name: mqtt, mqtt: {host: 127.0.0.1, port: %d, username: line, password: '${file:%s}', timeout: 5s}}"
                    .formatted(port, folder.resolve("password"));
        }

        @Override
        public void up() throws IOException, InterruptedException {
            running = InstalledProgram.start(
                    port,
                    folder.resolve("log"),
                    List.of(
                            program.toString(),
                            "-c",
                            folder.resolve("mosquitto.conf").toString()));
            reader = reader(publishes::add);
        }

        Mqtt5AsyncClient reader(java.util.function.Consumer<Mqtt5Publish> taken) {
            Mqtt5AsyncClient client = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(port)
                    .simpleAuth()
                    .username("line")
                    .password(SECRET.getBytes(UTF_8))
                    .applySimpleAuth()
                    .buildAsync();
            client.connect().orTimeout(20, TimeUnit.SECONDS).join();
            client.subscribeWith()
                    .topicFilter("#")
                    .qos(MqttQos.EXACTLY_ONCE)
                    .callback(taken)
                    .send()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            return client;
        }

        @Override
        public void down() {
            reader.disconnect().orTimeout(20, TimeUnit.SECONDS).join();
            running.close();
        }

        @Override
        public List<Received> received() {
            Set<String> ids = new HashSet<>();
            List<Received> received = new ArrayList<>();
            for (Mqtt5Publish publish : publishes) {
                if (ids.add(id(publish))) {
                    Optional<Alert> alert = AlertCodec.decode(publish.getPayloadAsBytes())
                            .fold(Optional::of, refused -> Optional.empty());
                    received.add(Received.of(alert.orElseThrow()));
                }
            }
            return received;
        }

        @Override
        public void close() {
            down();
        }
    }
}
