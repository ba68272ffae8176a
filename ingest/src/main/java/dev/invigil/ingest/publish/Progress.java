// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import dev.invigil.contracts.json.Reading;
import dev.invigil.ingest.source.SentFrame;
import dev.invigil.kit.OperatorException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What has been sent, as the progress topic tells it: every committed record applied in order. Written by the publisher's thread, read
 * by all.
 *
 * <p>Keys: {@code camera/CAMERA} for every camera of the installation, {@code frame/INGEST/SOURCE/NAME} for frames; those of other
 * ingest processes are left aside.
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

    /** The note on a frame, when it has been sent and is not forgotten. */
    public Optional<SentFrame> find(String source, String name) {
        return Optional.ofNullable(sent.get(frameKey(source, name)));
    }

    /** The names and notes of a source. */
    public Stream<Map.Entry<String, SentFrame>> of(String source) {
        String prefix = frameKey(source, "");
        return sent.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> Map.entry(entry.getKey().substring(prefix.length()), entry.getValue()));
    }

    /** The number the camera's next frame gets. */
    public long nextSequence(String camera) {
        return nextSequence.getOrDefault(camera, 0L);
    }

    String frameKey(String source, String name) {
        return ours + source + "/" + name;
    }

    static String cameraKey(String camera) {
        return CAMERA + camera;
    }

    /** Applies one committed record; a null value takes the key's record back. */
    void apply(String key, byte[] value) {
        if (key.startsWith(CAMERA)) {
            String camera = key.substring(CAMERA.length());
            if (value == null) {
                nextSequence.remove(camera);
            } else {
                nextSequence.put(
                        camera, read(key, CameraProgress.CODEC.decode(value)).nextSequence());
            }
        } else if (key.startsWith(ours)) {
            if (value == null) {
                sent.remove(key);
            } else {
                sent.put(key, read(key, SentFrame.CODEC.decode(value)));
            }
        }
    }

    private static <T> T read(String key, Reading<T> reading) {
        if (reading instanceof Reading.Accepted<T> accepted) {
            return accepted.value();
        }
        Reading.Refused<T> refused = (Reading.Refused<T>) reading;
        throw new OperatorException("the progress record \"" + key + "\" cannot be read: " + refused.detail());
    }

    @Override
    public String toString() {
        return sent.size() + " frames noted, cameras " + new TreeMap<>(nextSequence);
    }
}
