// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.function.DoubleSupplier;

/** A metric's value, or why it has none. There is no third case and no placeholder number. */
public sealed interface MetricValue {

    /** @param value a finite fraction, 0..1 */
    record Defined(double value) implements MetricValue {
        public Defined {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a defined metric must be finite, not " + value);
            }
        }
    }

    /** @param reason one line for the reader of the report */
    record Undefined(String reason) implements MetricValue {
        public Undefined {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("an undefined metric needs a reason");
            }
        }
    }

    static MetricValue of(double value) {
        return new Defined(value);
    }

    static MetricValue undefined(String reason) {
        return new Undefined(reason);
    }

    /** The value, unless {@code reason} says why there is none. */
    static MetricValue unless(String reason, DoubleSupplier value) {
        return reason == null ? of(value.getAsDouble()) : undefined(reason);
    }

    default boolean isDefined() {
        return this instanceof Defined;
    }

    /** The value, or NaN where undefined: for plots and arithmetic that carry NaN on purpose. */
    default double orNaN() {
        return this instanceof Defined defined ? defined.value() : Double.NaN;
    }
}
