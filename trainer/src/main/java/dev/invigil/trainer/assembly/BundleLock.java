// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.assembly;

import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held by a command from before it reads a bundle until it has replaced it, so that no other command changes the bundle meanwhile: its change would
 * be lost. The lock is a file beside the bundle. That of a killed process is released.
 */
public final class BundleLock {
    private static final Logger LOG = LoggerFactory.getLogger(BundleLock.class);

    private final Path file;
    /** Empty if there is no folder to put a lock in, and so no bundle. */
    private final Optional<FileChannel> channel;

    private BundleLock(Path file, Optional<FileChannel> channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Work that reads a bundle and replaces it. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Does work while no other command changes the bundle.
     *
     * @throws OperatorException if another command has it
     * @throws IOException if the folder of the bundle cannot be written to
     */
    public static <T> T holding(Path bundle, Work<T> work) throws IOException {
        BundleLock lock = of(bundle);
        try {
            return work.run();
        } finally {
            lock.close();
        }
    }

    private static BundleLock of(Path bundle) throws IOException {
        Path place = bundle.toAbsolutePath().normalize();
        Path file = place.resolveSibling("." + place.getFileName() + ".lock");
        if (Files.notExists(place.getParent())) {
            return new BundleLock(file, Optional.empty());
        }
        while (true) {
            Optional<Object> seen = key(file);
            if (seen.isEmpty()) {
                create(file);
                continue;
            }
            Optional<FileChannel> opened = open(file);
            if (opened.isEmpty()) {
                continue;
            }
            FileChannel channel = opened.get();
            if (!isLocked(channel)) {
                channel.close();
                throw new OperatorException(
                        "another command is changing the bundle " + bundle + "; try again when it has ended");
            }
            // the one that had the lock before has deleted the file, so this may be the lock of a file that is no
            // longer there
            if (seen.equals(key(file))) {
                return new BundleLock(file, Optional.of(channel));
            }
            channel.close();
        }
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process has created {}", file, e);
        }
    }

    private static Optional<FileChannel> open(Path file) throws IOException {
        try {
            return Optional.of(FileChannel.open(file, StandardOpenOption.WRITE));
        } catch (NoSuchFileException e) {
            LOG.debug("another process has deleted {}", file, e);
            return Optional.empty();
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // held by this very process
            return false;
        }
    }

    /** Which file is at the path; empty if there is none. */
    private static Optional<Object> key(Path file) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            LOG.debug("there is no {}", file, e);
            return Optional.empty();
        }
    }

    private void close() throws IOException {
        if (channel.isPresent()) {
            Files.deleteIfExists(file);
            channel.get().close();
        }
    }
}
