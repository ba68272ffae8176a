// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.family.DetectorFamilies;
import java.nio.file.Path;

/** A bundle for a detector that this version does not know. */
public final class UnknownDetectorException extends BrokenBundleException {
    private static final long serialVersionUID = 1L;

    UnknownDetectorException(Path directory, String family) {
        super(
                directory,
                "it is for the unknown detector \"" + family + "\"; this version of Invigil knows "
                        + String.join(", ", DetectorFamilies.names()) + ". Update Invigil");
    }
}
