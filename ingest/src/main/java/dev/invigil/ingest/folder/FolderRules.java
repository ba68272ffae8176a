// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.Locale;
import java.util.Set;

/** The names in a folder that are always ignored, whatever the pattern. */
final class FolderRules {

    /** File name extensions of files that are being written; lower case. */
    private static final Set<String> UNFINISHED = Set.of(
            "tmp",
            "temp",
            "part",
            "partial",
            "filepart",
            "crdownload",
            "download",
            "opdownload",
            "aria2",
            "upload",
            "uploading",
            "incomplete",
            "inprogress",
            "writing",
            "lock",
            "swp");

    /** Files and folders of operating systems; lower case. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "thumbs.db",
            "ehthumbs.db",
            "desktop.ini",
            "@eadir",
            "#recycle",
            "$recycle.bin",
            "system volume information",
            "lost+found",
            "__macosx");

    private FolderRules() {}

    /** Whether a file or folder of this name is hidden, unfinished, a backup, or the system's own. */
    static boolean isIgnored(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(".")
                || lower.startsWith("~")
                || lower.endsWith("~")
                || OF_THE_SYSTEM.contains(lower)
                || (lower.indexOf('.') >= 0 && UNFINISHED.contains(lower.substring(lower.lastIndexOf('.') + 1)));
    }

    /** The name for logs: without control characters, which could forge lines or change the text direction. */
    static String printable(String name) {
        return name.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?");
    }
}
