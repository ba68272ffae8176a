// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.util.SplittableRandom;

/** One kind of part: its shape, its materials and the belt below it. */
interface Part {

    /**
     * Lays belt and part into an empty scene.
     *
     * @param missing leave out what {@link DefectKind#MISSING} means for this part, and mark where
     */
    void lay(Scene scene, Pose pose, boolean missing, SplittableRandom random);

    /** A place on the part, in part coordinates, where a defect is to be seen. */
    double[] spot(SplittableRandom random);

    /** Above 0 where the part is, by part coordinates: keeps defects on the part. */
    double presence(double u, double v);

    /** How far the part turns in its nest, in degrees to either side. */
    double turn();

    /** The light over the belt. */
    Lighting lighting();
}
