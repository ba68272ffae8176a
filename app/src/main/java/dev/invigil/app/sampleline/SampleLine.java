// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.sampleline;

import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The sample line: the same seed, product, defect and index give the same image, on any machine.
 *
 * @param size edge of the square images in pixels
 * @param seed of everything
 * @param lamp over the parts
 */
public record SampleLine(int size, long seed, Lamp lamp) {

    /** Images of 256 pixels. */
    public static final int DEFAULT_SIZE = 256;

    /** With the lamp as set up. */
    public SampleLine(int size, long seed) {
        this(size, seed, Lamp.AS_SET_UP);
    }

    public SampleLine {
        if (size < 32) {
            throw new IllegalArgumentException("images of " + size + " pixels are too small; at least 32");
        }
    }

    /** The same parts under another lamp. */
    public SampleLine under(Lamp other) {
        return new SampleLine(size, seed, other);
    }

    /** The {@code index}-th good part. */
    public Sample good(Product product, long index) {
        return render(product, Optional.empty(), index);
    }

    /** The {@code index}-th part with this defect. */
    public Sample defective(Product product, DefectKind kind, long index) {
        return render(product, Optional.of(kind), index);
    }

    private Sample render(Product product, Optional<DefectKind> defect, long index) {
        // a name's hash is the same everywhere, and stays when a kind is added
        long stream = (product.id() + "/" + defect.map(DefectKind::id).orElse("good")).hashCode();
        SplittableRandom random = new SplittableRandom((seed * 31 + stream) * 0xd1342543de82ef95L + index);
        Part part = product.part();
        Scene scene = new Scene(size);
        Pose pose = Pose.jittered(size, part.turn(), random.split());
        part.lay(scene, pose, defect.equals(Optional.of(DefectKind.MISSING)), random.split());
        defect.ifPresent(kind -> Flaw.add(kind, scene, pose, part, random.split()));
        BufferedImage image = Camera.take(scene, lamp.applied(part.lighting()), random.split());
        return new Sample(product, defect, image, mask(scene));
    }

    private static BufferedImage mask(Scene scene) {
        BufferedImage mask = new BufferedImage(scene.size, scene.size, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < scene.mask.length; i++) {
            if (scene.mask[i] > 0.5f) {
                mask.getRaster().setSample(i % scene.size, i / scene.size, 0, 255);
            }
        }
        return mask;
    }
}
