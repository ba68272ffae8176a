// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit;

import java.nio.file.FileSystemException;
import java.util.Locale;

/** Why something failed, in words for the operator: without the name of a class. */
public final class Reason {
    private Reason() {}

    /**
     * The message of the failure. The message of many failed file operations is only the path; the kind of failure then stands before
     * it, as in {@code access denied: /data/in}. A failure without a message is described by its kind alone.
     */
    public static String of(Throwable failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return kind(failure);
        }
        boolean onlyPath = failure instanceof FileSystemException file && file.getReason() == null;
        return onlyPath ? kind(failure) + ": " + message : message;
    }

    /** The words of the class's name, such as "no such file" for NoSuchFileException. */
    private static String kind(Throwable failure) {
        String name = failure.getClass().getSimpleName().replaceFirst("(?<=.)(Exception|Error)$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
