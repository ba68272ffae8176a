// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.kit.OperatorException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Prevents a second training in a run's folder while the first is active. The lock of a killed process is released. */
final class RunLock implements Closeable {
    /** Exists while a training is active. */
    static final String FILE = "run.lock";

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Locks a folder that exists.
     *
     * @throws OperatorException if a training is active there
     */
    static RunLock of(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new OperatorException(
                    "another training is active in " + folder + "; wait for it, or name another folder with --run");
        }
        return new RunLock(file, channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // held by this very process
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
    }
}
