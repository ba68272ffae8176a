// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import dev.invigil.kit.disk.FreeSpace;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.utils.internals.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka halts the whole JVM without a message when it can no longer write its log; a full disk is the usual cause. This class logs the
 * cause before the JVM ends. Acknowledged records are on the disk and are available after the next start.
 */
final class HaltMessage {
    private static final Logger LOG = LoggerFactory.getLogger(HaltMessage.class);

    /** A disk with less free space counts as full. */
    private static final long FULL = 64L << 20;

    private HaltMessage() {}

    /** Logs the cause whenever Kafka halts this JVM. For one broker per JVM; the last directory is used. */
    static void install(Path directory) {
        Exit.setHaltProcedure((status, message) -> {
            LOG.error("{}", text(directory, FreeSpace.OF_THIS_MACHINE, message));
            Runtime.getRuntime().halt(status);
        });
    }

    /** The message. */
    static String text(Path directory, FreeSpace space, String message) {
        String end = "the embedded broker can no longer write to " + directory + " and ends this process"
                + (message == null || message.isBlank() ? "" : " (" + message + ")") + ": ";
        try {
            long free = space.usable(directory);
            long total = space.total(directory);
            String numbers = (free >> 20) + " MiB of " + (total >> 20) + " MiB are free on its disk";
            return free < FULL
                    ? end + "the disk is full, " + numbers
                            + ". Free disk space and start again; reduce broker.space or topics.frame-retention."
                            + " No acknowledged record is lost"
                    : end + numbers + "; see the messages of Kafka above for the cause, and check the disk."
                            + " No acknowledged record is lost";
        } catch (IOException e) {
            return end + "its disk cannot be read (" + e.getMessage() + "); check the disk and start again";
        }
    }
}
