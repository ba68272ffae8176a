// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The sequence of parts in the demo, determined by a seed: three cameras, each with its own product; some defective parts; from time
 * to time, at one camera, an episode in which most parts are defective; rarely a truncated image. Or what {@link Scenario} says.
 *
 * @param run put into frame ids, so that two runs never share one
 * @param scenario what happens
 */
record Script(long seed, String run, Scenario scenario) {
    private static final double DEFECTS = 0.03;
    private static final double DEFECTS_IN_EPISODE = 0.75;
    private static final int EPISODE_EVERY = 120;
    private static final int EPISODE_LENGTH = 12;
    private static final int CUT_OFF_EVERY = 150;
    private static final int CUT_OFF_AT = 40;

    /** First index of the parts in the demo, above those of the training folder, so that no training part appears. */
    private static final long FIRST_INDEX = 1_000_000;

    private static final List<Product> PRODUCTS = List.of(Product.values());

    /** One camera for each product. */
    static List<String> cameras() {
        return List.of("cam-1", "cam-2", "cam-3");
    }

    static Product productAt(int camera) {
        return PRODUCTS.get(camera);
    }

    /**
     * What a camera takes.
     *
     * @param camera its place in {@link #cameras()}
     * @param number of the trigger, from 0
     */
    Shot shot(int camera, long number) {
        SplittableRandom random =
                new SplittableRandom(seed * 31 + camera * 0x9e3779b97f4a7c15L + number * 0xd1342543de82ef95L);
        boolean cutOff = scenario.hasEpisodes()
                && number % CUT_OFF_EVERY == CUT_OFF_AT
                && number / CUT_OFF_EVERY % PRODUCTS.size() == camera;
        boolean defective = random.nextDouble()
                < (scenario.hasEpisodes() && inEpisode(camera, number) ? DEFECTS_IN_EPISODE : DEFECTS);
        DefectKind[] kinds = DefectKind.values();
        Optional<DefectKind> defect = defective ? Optional.of(kinds[random.nextInt(kinds.length)]) : Optional.empty();
        String name = cameras().get(camera);
        return new Shot(
                "%s-%s-%06d".formatted(run, name, number),
                name,
                productAt(camera),
                defect,
                FIRST_INDEX + number,
                cutOff,
                scenario.lamp(camera, number));
    }

    /** Episodes take turns: a third of the period after one camera's begins the next camera's. */
    private static boolean inEpisode(int camera, long number) {
        long begin = 25 + camera * (EPISODE_EVERY / 3L);
        return Math.floorMod(number - begin, (long) EPISODE_EVERY) < EPISODE_LENGTH;
    }
}
