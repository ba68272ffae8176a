// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import dev.invigil.kit.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features of the broker, looked up once when a service starts.
 *
 * @param transactionVersion finalized level of the feature {@code transaction.version}; 0 when it is off or not known
 * @param groupVersion finalized level of the feature {@code group.version}; 0 when it is off or not known
 * @param consumerSession after how many milliseconds without a heartbeat the slowest broker considers a member of the newer group
 *     protocol dead ({@code group.consumer.session.timeout.ms}); empty when not known
 */
public record BrokerFeatures(int transactionVersion, int groupVersion, OptionalLong consumerSession) {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerFeatures.class);
    private static final String CONSUMER_SESSION = "group.consumer.session.timeout.ms";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Nothing is known. */
    public static final BrokerFeatures UNKNOWN = new BrokerFeatures(0, 0, OptionalLong.empty());

    /** From {@code transaction.version} 2 on each transaction has an epoch of its own (KIP-890). */
    private static final int SAFE_TRANSACTIONS = 2;

    /**
     * Asks the broker, and warns when its transaction protocol is an old one. Never fails: what cannot be looked up counts as absent, and
     * a warning says why.
     */
    public static BrokerFeatures lookUp(KafkaClients clients, String clientId) {
        String brokers = clients.settings().bootstrapServers();
        BrokerFeatures features;
        try (Admin admin = Admin.create(clients.admin(clientId))) {
            features = of(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            LOG.warn(
                    "the features of the broker at {} cannot be looked up ({}); it is treated as an old broker",
                    brokers,
                    Reason.of(cause));
            return UNKNOWN;
        }
        features.transactionWarning(brokers).ifPresent(LOG::warn);
        return features;
    }

    /** A warning about the transaction protocol for the operator; empty if it is new enough. */
    Optional<String> transactionWarning(String brokers) {
        if (transactionVersion >= SAFE_TRANSACTIONS) {
            return Optional.empty();
        }
        return Optional.of("the broker at " + brokers + " has transaction.version " + transactionVersion
                + "; below 2, records of a transaction that timed out can become part of the next one or be lost (KIP-890). Use Kafka"
                + " 4.0 or later, then run kafka-features.sh --bootstrap-server " + brokers
                + " upgrade --feature transaction.version=2");
    }

    private static BrokerFeatures of(Admin admin) throws InterruptedException, ExecutionException {
        int limit = (int) LIMIT.toMillis();
        FeatureMetadata metadata = admin.describeFeatures(new DescribeFeaturesOptions().timeoutMs(limit))
                .featureMetadata()
                .get();
        return new BrokerFeatures(
                level(metadata, "transaction.version"),
                level(metadata, "group.version"),
                consumerSession(admin, limit));
    }

    private static int level(FeatureMetadata metadata, String feature) {
        return Optional.ofNullable(metadata.finalizedFeatures().get(feature))
                .map(range -> (int) range.maxVersionLevel())
                .orElse(0);
    }

    private static OptionalLong consumerSession(Admin admin, int limit) throws InterruptedException {
        try {
            List<ConfigResource> nodes =
                    admin.describeCluster(new DescribeClusterOptions().timeoutMs(limit)).nodes().get().stream()
                            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
                            .toList();
            Map<ConfigResource, Config> configs = admin.describeConfigs(
                            nodes, new DescribeConfigsOptions().timeoutMs(limit))
                    .all()
                    .get();
            return configs.values().stream()
                    .map(config -> config.get(CONSUMER_SESSION))
                    .filter(entry -> entry != null && entry.value() != null)
                    .map(ConfigEntry::value)
                    .mapToLong(Long::parseLong)
                    .max();
        } catch (ExecutionException e) {
            LOG.warn("{} of the broker cannot be looked up: {}", CONSUMER_SESSION, Reason.of(e.getCause()));
            return OptionalLong.empty();
        }
    }
}
