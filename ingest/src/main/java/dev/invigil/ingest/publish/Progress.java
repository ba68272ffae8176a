// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.json.Reading;
import dev.invigil.contracts.json.RecordCodec;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.kit.kafka.RecordProblem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The frames sent so far, according to the progress topic: every committed record applied in order. Written by the publisher's thread, read
 * by any thread.
 *
 * <p>Keys: {@code camera/CAMERA} for every camera of the installation, {@code frame/INGEST/SOURCE/NAME} for frames; keys of other ingest
 * processes are ignored.
 */
public final class Progress {

    private static final String CAMERA = "camera/";

    private final String ours;
    private final Map<String, SentFrame> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> nextSequence = new ConcurrentHashMap<>();

    /** @param ingest the id of this ingest process */
    public Progress(String ingest) {
        this.ours = "frame/" + ingest + "/";
    }

    /** The record of a frame, if it was sent and the record still exists. */
    public Optional<SentFrame> find(String source, String name) {
        return Optional.ofNullable(sent.get(frameKey(source, name)));
    }

    /** The names and records of a source's sent frames. */
    public Stream<Map.Entry<String, SentFrame>> of(String source) {
        String prefix = frameKey(source, "");
        return sent.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> Map.entry(entry.getKey().substring(prefix.length()), entry.getValue()));
    }

    /** The sequence number of the camera's next frame. */
    public long nextSequence(String camera) {
        return nextSequence.getOrDefault(camera, 0L);
    }

    String frameKey(String source, String name) {
        return ours + source + "/" + name;
    }

    static String cameraKey(String camera) {
        return CAMERA + camera;
    }

    /** Applies one committed record; a null value removes the key. When the record cannot be read, returns why and changes nothing. */
    Optional<RecordProblem> apply(String key, byte[] value) {
        if (key == null) {
            return Optional.of(new RecordProblem(Reading.Refusal.INVALID.name(), "the record has no key"));
        }
        if (key.startsWith(CAMERA)) {
            String camera = key.substring(CAMERA.length());
            return store(camera, value, CameraProgress.CODEC, nextSequence, CameraProgress::nextSequence);
        }
        return key.startsWith(ours) ? store(key, value, SentFrame.CODEC, sent, Function.identity()) : Optional.empty();
    }

    /** The same for a consumed record. */
    Optional<RecordProblem> apply(ConsumerRecord<String, byte[]> record) {
        return apply(record.key(), record.value());
    }

    private static <T, V> Optional<RecordProblem> store(
            String key, byte[] value, RecordCodec<T> codec, Map<String, V> target, Function<T, V> stored) {
        if (value == null) {
            target.remove(key);
            return Optional.empty();
        }
        return codec.decode(value)
                .fold(
                        accepted -> {
                            target.put(key, stored.apply(accepted));
                            return Optional.empty();
                        },
                        refused -> Optional.of(new RecordProblem(
                                refused.refusal().name(), "key \"" + key + "\": " + refused.detail())));
    }

    @Override
    public String toString() {
        return sent.size() + " frames recorded, next sequence numbers " + new TreeMap<>(nextSequence);
    }
}
