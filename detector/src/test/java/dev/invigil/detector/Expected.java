// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.detector.tensor.HostTensor;

/** Compares with golden figures: |got - want| &lt;= absolute + relative * |want| for every element. */
public final class Expected {
    private Expected() {}

    /** Fails, naming the worst element, unless all are close. */
    public static void close(String what, HostTensor got, HostTensor want, double absolute, double relative) {
        assertThat(got.shape()).as("shape of %s", what).isEqualTo(want.shape());
        double[] actual = got.doubles();
        double[] expected = want.doubles();
        int worst = -1;
        double worstExcess = 0;
        for (int i = 0; i < expected.length; i++) {
            double excess = Math.abs(actual[i] - expected[i]) - absolute - relative * Math.abs(expected[i]);
            if (excess > worstExcess || Double.isNaN(excess)) {
                worst = i;
                worstExcess = excess;
            }
        }
        assertThat(worst)
                .as(
                        "%s: element %d is %s, not %s (tolerance %s + %s * |x|)",
                        what,
                        worst,
                        worst < 0 ? "" : actual[worst],
                        worst < 0 ? "" : expected[worst],
                        absolute,
                        relative)
                .isEqualTo(-1);
    }

    /** Fails unless the number is close. */
    public static void close(String what, double got, double want, double absolute, double relative) {
        assertThat(Math.abs(got - want))
                .as("%s: %s, not %s", what, got, want)
                .isLessThanOrEqualTo(absolute + relative * Math.abs(want));
    }
}
