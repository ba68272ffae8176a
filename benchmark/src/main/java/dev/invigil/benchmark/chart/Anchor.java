// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.chart;

/** Which end of a text its position refers to. */
public enum Anchor {
    START,
    MIDDLE,
    END
}
