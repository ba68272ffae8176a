// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Lamp;
import dev.invigil.app.sampleline.Product;
import dev.invigil.app.sampleline.Sample;
import dev.invigil.app.sampleline.SampleLine;
import java.util.Arrays;
import java.util.Optional;

/**
 * The part in front of a camera at one trigger, and the image that the camera takes.
 *
 * @param frameId unique in the demo
 * @param index of the part among those of its kind
 * @param defect what is wrong with the part
 * @param cutOff whether the transfer breaks off, so that only the first half of the JPEG arrives
 * @param lamp over the part
 */
record Shot(
        String frameId,
        String camera,
        Product product,
        Optional<DefectKind> defect,
        long index,
        boolean cutOff,
        Lamp lamp) {

    /** The truth about a frame, for the final count. */
    enum Truth {
        GOOD,
        DEFECTIVE,
        UNREADABLE
    }

    Truth truth() {
        return cutOff ? Truth.UNREADABLE : defect.isPresent() ? Truth.DEFECTIVE : Truth.GOOD;
    }

    /** The JPEG that the camera sends. */
    byte[] taken(SampleLine line) {
        SampleLine lit = line.under(lamp);
        Sample sample = defect.isPresent() ? lit.defective(product, defect.get(), index) : lit.good(product, index);
        byte[] jpeg = sample.jpeg();
        return cutOff ? Arrays.copyOf(jpeg, jpeg.length / 2) : jpeg;
    }
}
