// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerSettings;
import dev.invigil.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** A broker as factories have it: TLS, and a login by SCRAM. Every secret has {@link #SECRET} in it. */
final class SecuredBroker implements AutoCloseable {
    static final String SECRET = "s3cr3t";

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String STORE_PASSWORD = "store-" + SECRET;
    private static final String PASSWORD = "line-" + SECRET;

    private final Path store;
    private final EmbeddedBroker broker;

    SecuredBroker(Path folder) throws Exception {
        store = keyStore(folder);
        broker = EmbeddedBroker.start(secured(BrokerSettings.in(folder.resolve("kafka"))));
        String login = PLAIN + " username=\"broker\" password=\"broker-" + SECRET + "\";";
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login,
                "ssl.truststore.location",
                store.toString(),
                "ssl.truststore.password",
                STORE_PASSWORD))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "line", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get();
        }
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** The section {@code kafka} of a line's file. */
    String section() {
        return section(PASSWORD);
    }

    /** The same with a password that the broker does not know. */
    String wrongSection() {
        return section("wrong-" + SECRET);
    }

    @Override
    public void close() {
        broker.close();
    }

    private String section(String password) {
        return """
                kafka:
                  bootstrap.servers: %s
                  security.protocol: SASL_SSL
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config: '%s username="line" password="%s";'
                  ssl.truststore.location: %s
                  ssl.truststore.type: PKCS12
                  ssl.truststore.password: %s
                """.formatted(broker.bootstrapServers(), SCRAM, password, store, STORE_PASSWORD);
    }

    private BrokerSettings secured(BrokerSettings settings) {
        // the listener keeps its name; what it speaks is another thing
        return settings.with("listener.security.protocol.map", "PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT")
                .with("inter.broker.listener.name", "PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                .with(
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        "%s username=\"broker\" password=\"broker-%s\" user_broker=\"broker-%s\";"
                                .formatted(PLAIN, SECRET, SECRET))
                .with("listener.name.plaintext.scram-sha-512.sasl.jaas.config", SCRAM + ";")
                .with("ssl.keystore.location", store.toString())
                .with("ssl.keystore.type", "PKCS12")
                .with("ssl.keystore.password", STORE_PASSWORD)
                .with("ssl.key.password", STORE_PASSWORD)
                .with("ssl.truststore.location", store.toString())
                .with("ssl.truststore.type", "PKCS12")
                .with("ssl.truststore.password", STORE_PASSWORD);
    }

    /** A key and its own certificate for localhost; clients trust the same file. */
    private static Path keyStore(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("localhost.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "localhost",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return store;
    }
}
