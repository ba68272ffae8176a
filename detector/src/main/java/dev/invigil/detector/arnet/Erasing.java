// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.arnet;

import dev.invigil.detector.graph.Term;
import dev.invigil.detector.tensor.HostTensor;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What is erased of an image before the network restores it: its colours (the mean of the channels remains) and how it was turned. An
 * erasure turns the grey image counter-clockwise by 0, 90, 180 or 270 degrees about its centre.
 */
final class Erasing {
    /** How many erasures there are. */
    static final int COUNT = 4;

    private Erasing() {}

    /**
     * Describes all erasures of each image.
     *
     * @param images N,C,H,W with H = W
     * @return N,{@value #COUNT},H,W
     */
    static Term all(Term images) {
        Term grey = images.meanChannels();
        return Term.concatenate(IntStream.range(0, COUNT).mapToObj(grey::rotate).toList());
    }

    /**
     * Describes one erasure of each image.
     *
     * @param images N,C,H,W with H = W
     * @param choice N,{@value #COUNT},1,1: 1 at the erasure that is wanted, else 0
     * @return N,1,H,W
     */
    static Term chosen(Term images, Term choice) {
        return all(images).times(choice).sumChannels();
    }

    /** One erasure for each of {@code images} images, as {@link #chosen} takes it. */
    static HostTensor draw(int images, RandomGenerator random) {
        float[] choice = new float[images * COUNT];
        for (int i = 0; i < images; i++) {
            choice[i * COUNT + random.nextInt(COUNT)] = 1;
        }
        return HostTensor.of(choice, List.of(images, COUNT, 1, 1));
    }
}
