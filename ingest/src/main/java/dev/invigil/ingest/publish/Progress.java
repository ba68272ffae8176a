// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.json.Reading;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.ingest.source.SourceConfig;
import dev.invigil.kit.kafka.RecordProblem;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
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
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]");

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

    /**
     * Applies one committed record; a null value removes the key. A record that cannot be read, or that ingest cannot have written, changes
     * nothing; returns why.
     */
    Optional<RecordProblem> apply(String key, byte[] value) {
        if (key == null) {
            return invalid("the record has no key");
        }
        if (key.startsWith(CAMERA)) {
            return camera(key, value);
        }
        return key.startsWith(ours) ? frame(key, value) : Optional.empty();
    }

    /** The same for a consumed record. */
    Optional<RecordProblem> apply(ConsumerRecord<String, byte[]> record) {
        return apply(record.key(), record.value());
    }

    private Optional<RecordProblem> camera(String key, byte[] value) {
        String camera = key.substring(CAMERA.length());
        if (value == null) {
            nextSequence.remove(camera);
            return Optional.empty();
        }
        return CameraProgress.CODEC
                .decode(value)
                .fold(
                        accepted -> {
                            if (!accepted.camera().equals(camera)) {
                                return invalid(named(key) + ": the value is of camera " + quoted(accepted.camera()));
                            }
                            nextSequence.put(camera, accepted.nextSequence());
                            return Optional.empty();
                        },
                        refused -> Optional.of(problem(key, refused)));
    }

    private Optional<RecordProblem> frame(String key, byte[] value) {
        if (value == null) {
            sent.remove(key);
            return Optional.empty();
        }
        String[] sourceAndName = key.substring(ours.length()).split("/", 2);
        if (sourceAndName.length < 2
                || !SourceConfig.NAME.matcher(sourceAndName[0]).matches()
                || sourceAndName[1].isEmpty()) {
            return invalid(named(key) + ": the key of a frame is " + ours + "SOURCE/NAME");
        }
        return SentFrame.CODEC
                .decode(value)
                .fold(
                        accepted -> {
                            sent.put(key, accepted);
                            return Optional.empty();
                        },
                        refused -> Optional.of(problem(key, refused)));
    }

    private static RecordProblem problem(String key, Reading.Refused<?> refused) {
        return new RecordProblem(refused.refusal().name(), named(key) + ": " + refused.detail());
    }

    private static Optional<RecordProblem> invalid(String detail) {
        return Optional.of(new RecordProblem(Reading.Refusal.INVALID.name(), detail));
    }

    private static String named(String key) {
        return "key " + quoted(key);
    }

    /** For the log: without the characters that could forge a line. */
    private static String quoted(String text) {
        return '"' + UNPRINTABLE.matcher(text).replaceAll("?") + '"';
    }

    @Override
    public String toString() {
        return sent.size() + " frames recorded, next sequence numbers " + new TreeMap<>(nextSequence);
    }
}
