// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An image whose truth is known.
 *
 * @param image the image
 * @param defect name of the defect, or {@value #GOOD}
 * @param mask where the defect is (any non-zero pixel); absent for a good part, and where the data set only says that there is one
 * @param sample the part, where data has several views of each; equal for all of them
 */
public record TestPhotograph(Picture image, String defect, Optional<Path> mask, Optional<String> sample) {
    /** The defect's name that means none. */
    public static final String GOOD = "good";

    public TestPhotograph {
        if (defect.equals(GOOD) && mask.isPresent()) {
            throw new IllegalArgumentException(image + ": a good image must not have a mask");
        }
    }

    /** The only view of its part. */
    public TestPhotograph(Picture image, String defect, Optional<Path> mask) {
        this(image, defect, mask, Optional.empty());
    }

    /** Whether the part has no defect. */
    public boolean isGood() {
        return defect.equals(GOOD);
    }

    /** Whether it is known which pixels are defect: all but defects without a mask. */
    public boolean isLocated() {
        return isGood() || mask.isPresent();
    }
}
