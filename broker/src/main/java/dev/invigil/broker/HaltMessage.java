// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import dev.invigil.kit.disk.FreeSpace;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka ends the whole JVM, without a word, when it cannot write its log any more; a full disk is the usual reason. This says why before
 * the end. What was acknowledged is on the disk and is there after the next start.
 */
final class HaltMessage {
    private static final Logger LOG = LoggerFactory.getLogger(HaltMessage.class);

    /** Less than this is as good as full. */
    private static final long FULL = 64L << 20;

    private HaltMessage() {}

    /** Says why, whenever Kafka ends this JVM. For the JVM's one broker; the last directory counts. */
    static void install(Path directory) {
        Exit.setHaltProcedure((status, message) -> {
            LOG.error("{}", text(directory, FreeSpace.OF_THIS_MACHINE, message));
            Runtime.getRuntime().halt(status);
        });
    }

    /** What to say. */
    static String text(Path directory, FreeSpace space, String message) {
        String end = "the embedded broker cannot write to " + directory + " any more and ends this process"
                + (message == null || message.isBlank() ? "" : " (" + message + ")") + ": ";
        try {
            long free = space.usable(directory);
            long total = space.total(directory);
            String numbers = (free >> 20) + " MiB of " + (total >> 20) + " MiB are free on its disk";
            return free < FULL
                    ? end + "the disk is full, " + numbers
                            + ". Free space and start again; set broker.space lower or topics.frame-retention shorter."
                            + " Nothing that was acknowledged is lost"
                    : end + numbers + "; look at Kafka's messages above for the reason, and check the disk."
                            + " Nothing that was acknowledged is lost";
        } catch (IOException e) {
            return end + "its disk cannot be read (" + e.getMessage() + "); check the disk and start again";
        }
    }
}
