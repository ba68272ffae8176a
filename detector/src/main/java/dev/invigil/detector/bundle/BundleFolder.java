// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that appears whole or not at all. */
final class BundleFolder {
    private static final Logger LOG = LoggerFactory.getLogger(BundleFolder.class);
    /** Of the names of folders that are not bundles yet, or no longer. */
    private static final String PREFIX = ".bundle-";
    /** More than one is needed only if another process replaces the same damaged folder at the same moment. */
    private static final int PLACE_ATTEMPTS = 10;

    /** Fills a new, empty folder. */
    @FunctionalInterface
    interface Writer {
        String fill(Path folder) throws IOException;
    }

    /** Says something about a folder that other processes may change meanwhile. */
    @FunctionalInterface
    interface Check {
        boolean test(Path folder) throws IOException;
    }

    private BundleFolder() {}

    /** Has a folder filled beside {@code target} and moves it there; what was a bundle there before is gone then. */
    static String replace(Path target, Writer writer) throws IOException, BrokenBundleException {
        requireReplaceable(target);
        Path parent = target.toAbsolutePath().normalize().getParent();
        Files.createDirectories(parent);
        Path fresh = Files.createDirectory(beside(parent));
        try {
            String result = writer.fill(fresh);
            for (Path file : list(fresh)) {
                force(file);
            }
            move(fresh, target, parent);
            return result;
        } finally {
            delete(fresh);
        }
    }

    /**
     * Has a folder filled beside {@code target} and moves it there, where several threads and processes may do so at the same time: what
     * is intact there stays and is never away, what is damaged is replaced.
     *
     * @param isIntact whether what another process put there is what is wanted
     */
    static void put(Path target, Check isIntact, Writer writer) throws IOException {
        Path parent = target.toAbsolutePath().normalize().getParent();
        Files.createDirectories(parent);
        Path fresh = Files.createDirectory(beside(parent));
        try {
            writer.fill(fresh);
            for (Path file : list(fresh)) {
                force(file);
            }
            place(fresh, target, isIntact);
        } finally {
            delete(fresh);
        }
    }

    private static void place(Path fresh, Path target, Check isIntact) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                // fails if a folder with files is there, so that nothing intact is ever moved away
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileSystemException e) {
                if (isIntact.test(target)) {
                    LOG.debug("{} was written by another process meanwhile", target, e);
                    return;
                }
                if (attempt == PLACE_ATTEMPTS) {
                    throw e;
                }
                remove(target);
            }
        }
    }

    private static void remove(Path damaged) throws IOException {
        Path old = beside(damaged.toAbsolutePath().normalize().getParent());
        try {
            Files.move(damaged, old, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed by another process meanwhile", damaged, e);
            return;
        }
        delete(old);
    }

    /** Deletes folders beside bundles that a killed process left, when they were last changed before this time. */
    static void deleteLeftovers(Path parent, Instant before) throws IOException {
        for (Path file : list(parent)) {
            if (!file.getFileName().toString().startsWith(PREFIX)) {
                continue;
            }
            try {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    delete(file);
                }
            } catch (NoSuchFileException e) {
                LOG.debug("{} was finished or deleted by another process", file, e);
            } catch (IOException e) {
                LOG.warn("{} is left from a process that was killed, and cannot be deleted", file, e);
            }
        }
    }

    /** A folder that is not there, is empty, or holds a bundle and nothing but files. */
    static void requireReplaceable(Path target) throws IOException, BrokenBundleException {
        if (Files.notExists(target)) {
            return;
        }
        boolean isReplaceable = Files.isDirectory(target)
                && (list(target).isEmpty()
                        || (Files.exists(target.resolve(ModelBundle.MANIFEST))
                                && list(target).stream().allMatch(Files::isRegularFile)));
        if (!isReplaceable) {
            throw new BrokenBundleException(
                    target, "the path exists and is not a model bundle; name another folder for the bundle");
        }
    }

    private static void move(Path fresh, Path target, Path parent) throws IOException {
        if (Files.notExists(target)) {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path old = beside(parent);
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
    }

    /** A unique name. Not a temporary folder of the JDK's: only its owner could read the bundle then. */
    private static Path beside(Path parent) {
        return parent.resolve(PREFIX + UUID.randomUUID());
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : list(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }
}
