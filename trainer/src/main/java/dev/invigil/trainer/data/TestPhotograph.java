// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A photograph whose truth is known.
 *
 * @param image the encoded picture
 * @param defect name of the defect, or {@value #GOOD}
 * @param mask where the defect is (any non-zero pixel); absent for a good part
 */
public record TestPhotograph(Path image, String defect, Optional<Path> mask) {
    /** The folder name that means no defect. */
    public static final String GOOD = "good";

    public TestPhotograph {
        if (defect.equals(GOOD) == mask.isPresent()) {
            throw new IllegalArgumentException(image + ": a defective photograph has a mask, a good one has none");
        }
    }
}
