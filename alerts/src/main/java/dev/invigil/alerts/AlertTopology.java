// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.alerts.rule.CameraState;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code verdicts} → rules → {@code alerts}, and records that are not verdicts → {@code dead-letters}.
 *
 * <p>Keys and values are passed through as bytes, so no record can make Streams itself fail; Kafka's own dead-letter option
 * (KIP-1034) is not used because its headers differ from those of our other dead letters. Record timestamps are not used either: the rules
 * use the verdict's creation time, so a negative timestamp has no effect.
 */
final class AlertTopology {
    private static final Logger LOG = LoggerFactory.getLogger(AlertTopology.class);

    static final String CAMERAS = "cameras";
    static final String ALERTS = "alerts";
    static final String DEAD_LETTERS = "dead-letters";

    private static final String VERDICTS = "verdicts";
    private static final String RULES = "rules";

    private AlertTopology() {}

    /**
     * @param active the model that is ACTIVE at the moment; called by the stream threads
     */
    static Topology build(
            AlertsConfig config, TopicSettings topics, AlertsMetrics metrics, Supplier<Optional<ModelRecord>> active) {
        Topology topology = new Topology();
        topology.addSource(
                AutoOffsetReset.earliest(),
                VERDICTS,
                new WallclockTimestampExtractor(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.name(Topic.VERDICTS));
        topology.addProcessor(RULES, () -> new VerdictProcessor(config, tick(config), metrics, active), VERDICTS);
        topology.addStateStore(cameras(), RULES);
        addSink(topology, ALERTS, topics.name(Topic.ALERTS));
        addSink(topology, DEAD_LETTERS, topics.name(Topic.DEAD_LETTERS));
        return topology;
    }

    /** Interval of the check for silent cameras: a tenth of the shortest limit, at most five seconds. */
    static Duration tick(AlertsConfig config) {
        Duration shortest = Stream.concat(
                        Stream.of(config.rules()),
                        config.cameras().keySet().stream().map(config::rulesOf))
                .map(rules -> rules.silentCamera().after())
                .min(Duration::compareTo)
                .orElseThrow();
        Duration tenth = shortest.dividedBy(10);
        Duration longest = Duration.ofSeconds(5);
        return tenth.compareTo(longest) < 0 ? tenth : longest;
    }

    private static void addSink(Topology topology, String name, String topic) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), RULES);
    }

    /** A state that cannot be read is discarded: the camera starts with an empty state, and the service can still start. */
    static Serde<CameraState> states() {
        return Serdes.serdeFrom(CameraState.CODEC.serializer(), (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            return CameraState.CODEC.decode(bytes).fold(state -> state, refused -> {
                LOG.warn("the state of a camera on {} cannot be read and is discarded: {}", topic, refused.detail());
                return null;
            });
        });
    }

    /** With the cache, a camera's state is written to the changelog once per commit, not once per verdict. */
    private static StoreBuilder<KeyValueStore<String, CameraState>> cameras() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(CAMERAS), Serdes.String(), states())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(16 << 20),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1"));
    }
}
