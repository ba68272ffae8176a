// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second trainer out of a work folder. The lock of a killed process is released by the system. */
final class WorkLock implements AutoCloseable {
    private final FileChannel channel;

    private WorkLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder if need be, and locks it.
     *
     * @throws OperatorException if another trainer uses the folder, or it cannot be written
     */
    static WorkLock of(Path work) {
        try {
            Files.createDirectories(work);
            FileChannel channel =
                    FileChannel.open(work.resolve("trainer.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new OperatorException(
                        "another trainer uses the folder " + work + "; stop it, or set trainer.work to another folder");
            }
            return new WorkLock(channel);
        } catch (IOException e) {
            throw new OperatorException("the folder trainer.work " + work + " cannot be used: " + Reason.of(e), e);
        }
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
        channel.close();
    }
}
