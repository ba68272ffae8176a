// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.Fixtures;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every smoothed map of the fixtures follows from its unsmoothed twin ({@code …_s0}). */
class GaussianParityTest {
    private static final Map<String, HostTensor> TENSORS =
            Fixtures.tensors("anomaly_map").tensors();

    @TestFactory
    Stream<DynamicTest> shouldSmoothAsScipyDoes() {
        return TENSORS.keySet().stream()
                .filter(name -> name.startsWith("map/") && !name.endsWith("_s0"))
                .map(name -> DynamicTest.dynamicTest(name, () -> shouldMatch(name)));
    }

    private static void shouldMatch(String name) {
        int at = name.lastIndexOf("_s");
        GaussianFilter filter = new GaussianFilter(Double.parseDouble(name.substring(at + 2)));
        HostTensor plain = TENSORS.get(name.substring(0, at) + "_s0");
        HostTensor smooth = TENSORS.get(name);
        int height = plain.size(1);
        int width = plain.size(2);
        for (int n = 0; n < plain.size(0); n++) {
            int from = n * height * width;
            int to = from + height * width;
            if (plain.type() == ElementType.F64) {
                double[] got = filter.apply(height, width, Arrays.copyOfRange(plain.doubles(), from, to));
                assertClose(got, Arrays.copyOfRange(smooth.doubles(), from, to), 1e-12);
            } else {
                float[] got = filter.apply(height, width, Arrays.copyOfRange(plain.floats(), from, to));
                assertClose(wide(got), wide(Arrays.copyOfRange(smooth.floats(), from, to)), 1e-6);
            }
        }
    }

    /** Far inside the fixtures' 1e-5: the unsmoothed maps come from the same run, so only the last bit may differ. */
    private static void assertClose(double[] got, double[] want, double tolerance) {
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < want.length; i++) {
            assertThat(Math.abs(got[i] - want[i]))
                    .as("value %d: %s, wanted %s", i, got[i], want[i])
                    .isLessThanOrEqualTo(tolerance * (1 + Math.abs(want[i])));
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
