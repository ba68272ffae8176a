// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where a parameter's values come from before training. */
public sealed interface Initialiser {
    /** A count of batches: one whole number, 0. */
    Initialiser COUNTER = new Counter();

    /** New values. */
    HostTensor values(List<Integer> shape, RandomGenerator random);

    /** Whether the values are the same in every model, so that a file may leave them out. */
    boolean isFixed();

    /** The same number everywhere. */
    static Initialiser constant(double value) {
        return new Constant((float) value);
    }

    /** Given values. */
    static Initialiser fixed(HostTensor values) {
        return new Fixed(values);
    }

    /** Normally distributed about 0. */
    static Initialiser normal(double deviation) {
        return new Normal(deviation);
    }

    /** Uniform in [-bound, bound). */
    static Initialiser uniform(double bound) {
        return between(-bound, bound);
    }

    /** Uniform in [least, bound). */
    static Initialiser between(double least, double bound) {
        return new Uniform(least, bound);
    }

    record Constant(float value) implements Initialiser {
        @Override
        public HostTensor values(List<Integer> shape, RandomGenerator random) {
            float[] values = new float[elements(shape)];
            Arrays.fill(values, value);
            return HostTensor.of(values, shape);
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }

    record Counter() implements Initialiser {
        @Override
        public HostTensor values(List<Integer> shape, RandomGenerator random) {
            return HostTensor.of(new long[elements(shape)], shape);
        }

        @Override
        public boolean isFixed() {
            return true;
        }
    }

    record Fixed(HostTensor values) implements Initialiser {
        @Override
        public HostTensor values(List<Integer> shape, RandomGenerator random) {
            return values;
        }

        @Override
        public boolean isFixed() {
            return true;
        }
    }

    record Normal(double deviation) implements Initialiser {
        @Override
        public HostTensor values(List<Integer> shape, RandomGenerator random) {
            float[] values = new float[elements(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            return HostTensor.of(values, shape);
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }

    record Uniform(double least, double bound) implements Initialiser {
        @Override
        public HostTensor values(List<Integer> shape, RandomGenerator random) {
            float[] values = new float[elements(shape)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(least, bound);
            }
            return HostTensor.of(values, shape);
        }

        @Override
        public boolean isFixed() {
            return false;
        }
    }

    private static int elements(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }
}
