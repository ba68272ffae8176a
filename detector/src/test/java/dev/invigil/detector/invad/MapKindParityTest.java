// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.invad;

import dev.invigil.detector.Expected;
import dev.invigil.detector.Fixtures;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.map.GaussianFilter;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapKindParityTest {
    @Test
    void shouldMergeTheLevelsAsTheReferenceInEveryMode() {
        TensorFile fixture = Fixtures.tensors("anomaly_map");
        InvadParityTest.Levels levels = InvadParityTest.Levels.of(fixture, "target/", "pred/");
        List<Double> weights = weights(fixture);

        fixture.under("map/").forEach((name, want) -> {
            // 37x29/sep_cos_add_weighted_s0: height x width, merging, measure, mode, sigma
            String mode = name.substring(name.indexOf('/') + 1);
            MapKind kind =
                    new MapKind(merging(mode), mode.contains("_l2") ? MapKind.Measure.L2 : MapKind.Measure.COSINE);
            Term map = mode.contains("weighted")
                    ? kind.describe(levels.targets(), levels.rebuilt(), want.size(1), want.size(2), weights)
                    : kind.describe(levels.targets(), levels.rebuilt(), want.size(1), want.size(2));
            double sigma = Double.parseDouble(mode.substring(mode.lastIndexOf("_s") + 2));
            Expected.close(name, smooth(levels.run(map), sigma), want, 1e-5, 1e-5);
        });
    }

    @Test
    void shouldCompareEachLevelAsTheReference() {
        TensorFile fixture = Fixtures.tensors("anomaly_map");
        InvadParityTest.Levels levels = InvadParityTest.Levels.of(fixture, "target/", "pred/");

        fixture.under("level/").forEach((name, want) -> {
            int level = Integer.parseInt(name.substring(name.lastIndexOf('.') + 1));
            Term map = new MapKind(MapKind.Merging.SUM, MapKind.Measure.COSINE)
                    .level(levels.targets().get(level), levels.rebuilt().get(level), want.size(1), want.size(2));
            Expected.close(name, levels.run(map), want, 1e-5, 1e-5);
        });
    }

    private static MapKind.Merging merging(String mode) {
        if (mode.startsWith("uni")) {
            return MapKind.Merging.UNIFIED;
        }
        return mode.contains("_mul") ? MapKind.Merging.PRODUCT : MapKind.Merging.SUM;
    }

    private static List<Double> weights(TensorFile fixture) {
        String list = fixture.metadata().get("weights").replaceAll("[\\[\\] ]", "");
        return Arrays.stream(list.split(",")).map(Double::valueOf).toList();
    }

    /** Each map of N,H,W smoothed in its own precision; sigma 0 leaves them as they are. */
    static HostTensor smooth(HostTensor maps, double sigma) {
        GaussianFilter filter = new GaussianFilter(sigma);
        int height = maps.size(1);
        int width = maps.size(2);
        double[] smooth = new double[maps.elements()];
        for (int i = 0; i < maps.size(0); i++) {
            HostTensor map = maps.part(i);
            double[] one = map.type() == ElementType.F64
                    ? filter.apply(height, width, map.doubles())
                    : HostTensor.of(filter.apply(height, width, map.floats()), height, width)
                            .doubles();
            System.arraycopy(one, 0, smooth, i * one.length, one.length);
        }
        return HostTensor.of(smooth, maps.shape());
    }
}
