// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.training;

import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checkpoint on disk: one safetensors file with the state's tensors, and in its metadata what training it belongs to and a SHA-256 over
 * all of this. It appears whole or not at all: it is written beside its place, forced to the disk, and moved there in one step.
 */
public final class CheckpointFile {
    private static final String FORMAT = "invigil checkpoint 1";
    private static final String FORMAT_KEY = "format";
    private static final String STEPS_KEY = "steps";
    private static final String DIGEST_KEY = "sha256";
    private static final String TRAINING_PREFIX = "training.";
    private static final String NETWORK_PREFIX = "network/";
    private static final String SQUARES_PREFIX = "squares/";
    private static final String MEANS_PREFIX = "means/";

    private final Path file;

    public CheckpointFile(Path file) {
        this.file = file;
    }

    /** Whether there is one. */
    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * Writes the checkpoint; an earlier one is replaced.
     *
     * @param training everything that identifies the training, by name
     */
    public void write(TrainingState state, Map<String, String> training) throws IOException {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        state.network().forEach((name, value) -> tensors.put(NETWORK_PREFIX + name, value));
        state.squares().forEach((name, value) -> tensors.put(SQUARES_PREFIX + name, value));
        state.means().forEach((name, value) -> tensors.put(MEANS_PREFIX + name, value));
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(FORMAT_KEY, FORMAT);
        metadata.put(STEPS_KEY, Integer.toString(state.steps()));
        training.forEach((name, value) -> metadata.put(TRAINING_PREFIX + name, value));
        metadata.put(DIGEST_KEY, digest(tensors, metadata));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        SafeTensors.write(fresh, new TensorFile(tensors, metadata));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads and verifies the checkpoint.
     *
     * @param training what it must belong to, as it was {@link #write written}
     * @throws UnusableCheckpointException if it is damaged or belongs to another training; the message says which, and what differs
     */
    public TrainingState read(Map<String, String> training) throws IOException, UnusableCheckpointException {
        TensorFile content;
        try {
            content = SafeTensors.read(file);
        } catch (MalformedTensorFileException e) {
            throw new UnusableCheckpointException(file + " is damaged or not a checkpoint: " + e.getMessage(), e);
        }
        Map<String, String> metadata = new TreeMap<>(content.metadata());
        if (!FORMAT.equals(metadata.get(FORMAT_KEY))) {
            throw new UnusableCheckpointException(file + " is not a checkpoint of this version of Invigil");
        }
        String digest = metadata.remove(DIGEST_KEY);
        if (!digest(content.tensors(), metadata).equals(digest)) {
            throw new UnusableCheckpointException(
                    file + " was changed after it was written: its SHA-256 does not match");
        }
        requireSame(training, metadata);
        return new TrainingState(
                Integer.parseInt(metadata.get(STEPS_KEY)),
                content.under(NETWORK_PREFIX),
                content.under(SQUARES_PREFIX),
                content.under(MEANS_PREFIX));
    }

    private void requireSame(Map<String, String> wanted, Map<String, String> metadata)
            throws UnusableCheckpointException {
        Map<String, String> found = new TreeMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(TRAINING_PREFIX)) {
                found.put(key.substring(TRAINING_PREFIX.length()), value);
            }
        });
        TreeSet<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(found.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String then = found.getOrDefault(name, "unknown");
            String now = wanted.getOrDefault(name, "unknown");
            if (!then.equals(now)) {
                differences.add("%s was %s and is %s now".formatted(name, then, now));
            }
        }
        if (!differences.isEmpty()) {
            throw new UnusableCheckpointException(
                    file + " belongs to another training: " + String.join("; ", differences));
        }
    }

    /** Removes the checkpoint, and what an interrupted writing left. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".new"));
    }

    private static String digest(Map<String, HostTensor> tensors, Map<String, String> metadata) {
        SortedMap<String, String> digests = new TreeMap<>();
        tensors.forEach((name, value) -> digests.put("%s %s".formatted(name, value), Sha256.of(value.bytes())));
        metadata.forEach((key, value) -> digests.put(key, Sha256.of(value.getBytes(StandardCharsets.UTF_8))));
        return Sha256.ofAll(digests);
    }
}
