// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.util.Locale;
import java.util.Set;

/** Which names in a folder are never looked at, whatever the pattern: the one place of these rules in {@code ingest}. */
final class FolderRules {

    /** Endings that programs give to a file while they write it; lower case. */
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

    /** What systems put into folders for themselves; lower case. */
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
    static boolean isPassedOver(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith(".")
                || lower.startsWith("~")
                || lower.endsWith("~")
                || OF_THE_SYSTEM.contains(lower)
                || (lower.indexOf('.') >= 0 && UNFINISHED.contains(lower.substring(lower.lastIndexOf('.') + 1)));
    }

    /** The name as it may stand in a log: without characters that could forge a line or turn its direction. */
    static String printable(String name) {
        return name.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?");
    }
}
