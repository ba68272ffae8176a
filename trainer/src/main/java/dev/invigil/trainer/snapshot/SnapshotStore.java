// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.detector.image.ImageFormat;
import dev.invigil.detector.image.UnreadableImageException;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Snapshots and the images of their frames, in the trainer's work folder: {@code snapshots/DIGEST.json} and {@code frames/AA/DIGEST.EXT},
 * where AA are the first two digits. A file appears complete or not at all, and is never changed.
 */
public final class SnapshotStore {
    private static final String JSON = ".json";
    private static final int FOLDER_DIGITS = 2;

    private final Path snapshots;
    private final Path frames;

    /** @param work the trainer's work folder; created when something is written */
    public SnapshotStore(Path work) {
        this.snapshots = work.resolve("snapshots");
        this.frames = work.resolve("frames");
    }

    /**
     * Keeps the snapshot.
     *
     * @return its file
     * @throws IOException if the disk fails
     */
    public Path put(Snapshot snapshot) throws IOException {
        byte[] text = SnapshotJson.write(snapshot);
        Path file = file(Sha256.of(text));
        writeAtomically(file, text);
        return file;
    }

    /**
     * The snapshot of this digest.
     *
     * @throws OperatorException if there is none, or its file is damaged
     * @throws IOException if the disk fails
     */
    public Snapshot get(String digest) throws IOException {
        Path file = file(digest);
        if (!Files.exists(file)) {
            throw new OperatorException("there is no snapshot " + digest + " in " + snapshots
                    + "; start a new run, which makes a new snapshot");
        }
        byte[] text = Files.readAllBytes(file);
        String actual = Sha256.of(text);
        if (!actual.equals(digest)) {
            throw new OperatorException(file + " was changed after it was written: its SHA-256 is " + actual
                    + ". Restore it from a backup, or delete it");
        }
        try {
            return SnapshotJson.read(text);
        } catch (IllegalArgumentException e) {
            throw new OperatorException(
                    file + " is not a snapshot: " + e.getMessage() + ". Use the version of Invigil that wrote it", e);
        }
    }

    /**
     * The digests of all snapshots, sorted.
     *
     * @throws IOException if the disk fails
     */
    public List<String> digests() throws IOException {
        if (!Files.isDirectory(snapshots)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(snapshots)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(JSON))
                    .map(name -> name.substring(0, name.length() - JSON.length()))
                    .filter(Sha256::isDigest)
                    .sorted()
                    .toList();
        }
    }

    /**
     * The members of all snapshots.
     *
     * @throws OperatorException if a snapshot is damaged
     * @throws IOException if the disk fails
     */
    public EarlierMembers earlierMembers() throws IOException {
        Set<Member> members = new LinkedHashSet<>();
        for (String digest : digests()) {
            members.addAll(get(digest).members());
        }
        Set<String> lost = members.stream()
                .filter(member -> member.origin()
                        .fold(golden -> false, frame -> image(member.sha256()).isEmpty()))
                .map(Member::sha256)
                .collect(Collectors.toSet());
        return new EarlierMembers(List.copyOf(members), lost);
    }

    /**
     * Keeps the image of a frame.
     *
     * @return its file, whose name is the digest of the bytes
     * @throws UnreadableImageException if it is of no known image format
     * @throws IOException if the disk fails
     */
    public Path putImage(byte[] image) throws UnreadableImageException, IOException {
        String ending = ImageFormat.of(image).name().toLowerCase(Locale.ROOT);
        String digest = Sha256.of(image);
        Path file = folder(digest).resolve(digest + "." + ending);
        if (!Files.exists(file) || !Sha256.of(file).equals(digest)) {
            writeAtomically(file, image);
        }
        return file;
    }

    /** The image of this digest; empty if it is not kept. */
    public Optional<Path> image(String digest) {
        return Stream.of(ImageFormat.values())
                .map(format ->
                        folder(digest).resolve(digest + "." + format.name().toLowerCase(Locale.ROOT)))
                .filter(Files::exists)
                .findFirst();
    }

    private Path file(String digest) {
        return snapshots.resolve(digest + JSON);
    }

    private Path folder(String digest) {
        return frames.resolve(digest.substring(0, FOLDER_DIGITS));
    }

    private static void writeAtomically(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        // a name that is not taken for an image or a snapshot, and that a second process does not use
        Path fresh = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            Files.write(fresh, content);
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
