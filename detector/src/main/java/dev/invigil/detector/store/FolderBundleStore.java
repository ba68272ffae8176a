// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.store;

import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A folder with one folder for each bundle, named by its digest. It may be on a file system that several machines share, if renaming a
 * folder is atomic there.
 */
public final class FolderBundleStore implements BundleStore {
    /** What a killed process left is deleted after this time; a copy takes seconds. */
    private static final Duration LEFTOVERS = Duration.ofDays(1);

    private final Path folder;

    /** @param folder made by the first {@link #put} if it does not exist */
    public FolderBundleStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public String put(Path bundle) throws IOException, BrokenBundleException {
        try {
            String digest = ModelBundle.copy(bundle, folder::resolve);
            ModelBundle.deleteLeftovers(folder, Instant.now().minus(LEFTOVERS));
            return digest;
        } catch (FileSystemException e) {
            throw new IOException(
                    "the bundle " + bundle + " cannot be stored in " + folder + ": " + reason(e)
                            + ". Check that the folder can be written and that the disk has free space",
                    e);
        }
    }

    @Override
    public Path fetch(String digest) throws IOException {
        if (!Sha256.isDigest(digest)) {
            throw new MissingBundleException("\"" + digest + "\" is not the digest of a bundle");
        }
        requireFolder();
        Path bundle = folder.resolve(digest);
        if (!Files.isDirectory(bundle)) {
            throw new MissingBundleException("the bundle store " + folder + " does not have the bundle " + digest
                    + "; put it there with: invigil models add BUNDLE --store " + folder);
        }
        return bundle;
    }

    /** The digests of the bundles; an empty set if the folder does not exist yet. */
    @Override
    public Set<String> digests() throws IOException {
        if (Files.notExists(folder)) {
            return Set.of();
        }
        requireFolder();
        Set<String> digests = new TreeSet<>();
        try (Stream<Path> bundles = Files.list(folder)) {
            bundles.filter(Files::isDirectory)
                    .map(bundle -> bundle.getFileName().toString())
                    .filter(Sha256::isDigest)
                    .forEach(digests::add);
        }
        return digests;
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private void requireFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("the bundle store " + folder
                    + " cannot be read: it is not a folder. Check the key store, and that the file system is mounted");
        }
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof AccessDeniedException) {
            return "access to " + failure.getFile() + " is denied";
        }
        return failure.getReason() == null ? failure.getMessage() : failure.getFile() + ": " + failure.getReason();
    }
}
