// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Flat;
import dev.invigil.kit.config.Redaction;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Section {@code kafka}: properties of Kafka's own clients under Kafka's own names, passed through as they are. A property
 * that begins with {@code producer.}, {@code consumer.}, {@code admin.} or {@code streams.} goes to these clients only.
 */
@Flat
public record KafkaSettings(Map<String, String> properties) {
    private static final String BOOTSTRAP = "bootstrap.servers";
    private static final String LOGIN = "sasl.jaas.config";
    private static final Set<String> SECRET_NAMES =
            Set.of("password", "secret", "token", "credential", "keystore.key", "user.info");
    private static final Set<String> ROLES = Set.of("producer.", "consumer.", "admin.", "streams.");

    public KafkaSettings {
        properties = Map.copyOf(properties);
        properties.forEach(KafkaSettings::hide);
        properties.forEach((key, value) -> {
            if (key.endsWith(LOGIN) && !LoginLine.isReadable(value)) {
                throw new IllegalArgumentException(
                        key + " cannot be parsed (its value is not shown, because it contains secrets); write:"
                                + " CLASS required username=\"NAME\" password=\"SECRET\";  with the semicolon, e.g. CLASS"
                                + " org.apache.kafka.common.security.scram.ScramLoginModule");
            }
        });
        if (properties.getOrDefault(BOOTSTRAP, "").isBlank()) {
            throw new IllegalArgumentException(
                    BOOTSTRAP + " is missing; set it to the broker's address, such as localhost:9092");
        }
    }

    /** Registers the property's value for {@link Redaction} when Kafka treats it as secret, or its name says so. */
    private static void hide(String key, String value) {
        String name = key.toLowerCase(Locale.ROOT);
        if (name.contains("jaas")) {
            Redaction.registerWords(value);
        } else if (SECRET_NAMES.stream().anyMatch(name::contains)) {
            Redaction.register(value);
        }
    }

    /** Just an address, everything else at its default. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(Map.of(BOOTSTRAP, bootstrapServers));
    }

    /** Property names only, because values may be secret. */
    @Override
    public String toString() {
        return "KafkaSettings" + new TreeSet<>(properties.keySet());
    }

    /** The same with another address. */
    public KafkaSettings at(String bootstrapServers) {
        Map<String, String> other = new HashMap<>(properties);
        other.put(BOOTSTRAP, bootstrapServers);
        return new KafkaSettings(other);
    }

    /** The addresses of the brokers, for clients and for messages. */
    public String bootstrapServers() {
        return properties.get(BOOTSTRAP);
    }

    /**
     * Properties of one client: the defaults, over them the operator's own, over them the required ones.
     *
     * @param role {@code producer}, {@code consumer}, {@code admin} or {@code streams}
     * @throws OperatorException when the operator set a required property to something else
     */
    public Map<String, Object> merged(String role, Map<String, ?> defaults, Map<String, ?> required) {
        Map<String, String> own = own(role);
        Map<String, Object> merged = new HashMap<>(defaults);
        merged.putAll(own);
        required.forEach((key, value) -> {
            String set = own.get(key);
            if (set != null && !set.strip().equalsIgnoreCase(value.toString())) {
                String name = properties.containsKey(role + "." + key) ? role + "." + key : key;
                throw new OperatorException("kafka." + name + " is " + set + ", but the " + role
                        + " of this service needs " + value + "; remove it from the kafka section");
            }
            merged.put(key, value);
        });
        return merged;
    }

    private Map<String, String> own(String role) {
        Map<String, String> own = new HashMap<>();
        properties.forEach((key, value) -> {
            if (ROLES.stream().noneMatch(key::startsWith)) {
                own.put(key, value);
            }
        });
        properties.forEach((key, value) -> {
            if (key.startsWith(role + ".")) {
                own.put(key.substring(role.length() + 1), value);
            }
        });
        return own;
    }
}
