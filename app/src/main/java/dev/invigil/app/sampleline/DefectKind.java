// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.Locale;

/** What can be wrong with a part. */
public enum DefectKind {
    /** A long bright groove. */
    SCRATCH,
    /** A soft dip that bends the reflections. */
    DENT,
    /** A dark jagged line, branching. */
    CRACK,
    /** A patch of oil or dye. */
    STAIN,
    /** A bolt hole, a tablet or the print is not there. */
    MISSING,
    /** A shred of plastic and a fibre lie on the part. */
    FOREIGN;

    /** The name in folders: lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
