// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which parts each draw of a bootstrap takes: as many good and as many anomalous ones as there are. A draw depends on the seed, its number and the
 * order of the parts only, so two models' draws of the same parts are the same.
 */
final class PartDraws {
    private final Bootstrap bootstrap;
    private final int parts;
    private final int[] good;
    private final int[] anomalous;

    PartDraws(Bootstrap bootstrap, int parts, IntPredicate isAnomalous) {
        this.bootstrap = bootstrap;
        this.parts = parts;
        this.good = IntStream.range(0, parts).filter(isAnomalous.negate()).toArray();
        this.anomalous = IntStream.range(0, parts).filter(isAnomalous).toArray();
    }

    /** Why nothing can be drawn; null when it can. */
    String unresampled() {
        return good.length == 1 ? single("good") : anomalous.length == 1 ? single("defective") : null;
    }

    private static String single(String kind) {
        return "a single " + kind + " part: the spread cannot be estimated";
    }

    /** How often each part is in that draw. */
    int[] times(int draw) {
        SplittableRandom random = new SplittableRandom(bootstrap.seed() * bootstrap.draws() + draw);
        int[] times = new int[parts];
        take(good, times, random);
        take(anomalous, times, random);
        return times;
    }

    private static void take(int[] stratum, int[] times, SplittableRandom random) {
        for (int i = 0; i < stratum.length; i++) {
            times[stratum[random.nextInt(stratum.length)]]++;
        }
    }
}
