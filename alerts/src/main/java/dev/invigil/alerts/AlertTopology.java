// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts;

import dev.invigil.alerts.group.LineState;
import dev.invigil.alerts.rule.CameraState;
import dev.invigil.contracts.json.RecordCodec;
import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code verdicts} → rules → {@code alerts}, and records that are not verdicts → {@code dead-letters}. Incidents that cameras may have in common go
 * from the rules through an internal topic, whose key is the line: the cameras of a line are in different partitions of {@code verdicts}.
 *
 * <p>Keys and values are passed through as bytes, so no record can make Streams itself fail; Kafka's own dead-letter option
 * (KIP-1034) is not used because its headers differ from those of our other dead letters. Record timestamps are not used either: the rules
 * use the verdict's creation time, so a negative timestamp has no effect.
 */
final class AlertTopology {
    private static final Logger LOG = LoggerFactory.getLogger(AlertTopology.class);

    static final String CAMERAS = "cameras";
    static final String LINES = "lines";

    private static final Consumed<byte[], byte[]> BYTES_IN = Consumed.with(Serdes.ByteArray(), Serdes.ByteArray());
    private static final Produced<byte[], byte[]> BYTES_OUT = Produced.with(Serdes.ByteArray(), Serdes.ByteArray());

    private AlertTopology() {}

    /**
     * @param active the model that is ACTIVE at the moment; called by the stream threads
     */
    static Topology build(
            AlertsConfig config, TopicSettings topics, AlertsMetrics metrics, Supplier<Optional<ModelRecord>> active) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(CAMERAS, states()));
        builder.addStateStore(store(LINES, lines()));
        KStream<byte[], Outgoing> rules = builder.stream(
                        topics.name(Topic.VERDICTS),
                        BYTES_IN.withTimestampExtractor(new WallclockTimestampExtractor())
                                .withOffsetResetPolicy(AutoOffsetReset.earliest()))
                .process(() -> new VerdictProcessor(config, tick(config), metrics, active), Named.as("rules"), CAMERAS);
        only(Outgoing.Destination.ALERTS, rules).to(topics.name(Topic.ALERTS), BYTES_OUT);
        only(Outgoing.Destination.DEAD_LETTERS, rules).to(topics.name(Topic.DEAD_LETTERS), BYTES_OUT);
        only(Outgoing.Destination.LINES, rules)
                .repartition(Repartitioned.with(Serdes.ByteArray(), Serdes.ByteArray())
                        .withName(LINES))
                .process(() -> new LineProcessor(config, metrics), Named.as("groups"), LINES)
                .to(topics.name(Topic.ALERTS), BYTES_OUT);
        return builder.build();
    }

    private static KStream<byte[], byte[]> only(Outgoing.Destination destination, KStream<byte[], Outgoing> all) {
        return all.filter((key, outgoing) -> outgoing.destination() == destination)
                .mapValues(Outgoing::value);
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

    /** A state that cannot be read is discarded: the camera starts with an empty state, and the service can still start. */
    static Serde<CameraState> states() {
        return readable(CameraState.CODEC);
    }

    private static Serde<LineState> lines() {
        return readable(LineState.CODEC);
    }

    private static <T> Serde<T> readable(RecordCodec<T> codec) {
        return Serdes.serdeFrom(codec.serializer(), (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            return codec.decode(bytes).fold(state -> state, refused -> {
                LOG.warn("a record on {} cannot be read and is discarded: {}", topic, refused.detail());
                return null;
            });
        });
    }

    /** With the cache, a state is written to the changelog once per commit, not once per verdict. */
    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Serde<T> states) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), states)
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(16 << 20),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                        "0.1"));
    }
}
