// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a chart.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}, above low
 * @param from where the axis begins, in the drawing's units
 * @param to where it ends
 */
public record Scale(double low, double high, double from, double to) {
    private static final double[] STEPS = {1, 2, 2.5, 5, 10};

    /** The coordinate of a value. */
    public double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    /** Round values for the axis' labels, at most {@code most} steps apart. */
    public List<Double> ticks(int most) {
        double wanted = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        double step = 10 * power;
        for (double factor : STEPS) {
            if (factor * power >= wanted * (1 - 1e-9)) {
                step = factor * power;
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** A tick's label: no more digits than needed. */
    public static String label(double tick) {
        String digits = Figures.format("%.3f", tick);
        return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
    }
}
