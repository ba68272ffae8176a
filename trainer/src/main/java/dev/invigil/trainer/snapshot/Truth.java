// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.benchmark.dataset.TestPhotograph;

/** What a part is known to be. */
public sealed interface Truth {
    /** A good part. */
    static Truth good() {
        return new Good();
    }

    /** The name of the defect as data sets write it: {@value TestPhotograph#GOOD} for a good part. */
    String kind();

    /** Whether the part has a defect. */
    default boolean isDefective() {
        return this instanceof Defective;
    }

    /** Without a defect. */
    record Good() implements Truth {
        @Override
        public String kind() {
            return TestPhotograph.GOOD;
        }
    }

    /**
     * With a defect.
     *
     * @param kind of defect, for example {@code scratch}
     */
    record Defective(String kind) implements Truth {
        /** The kind of a defect that nobody has named. */
        public static final String UNNAMED = "defective";

        public Defective {
            if (kind.isBlank() || kind.equals(TestPhotograph.GOOD)) {
                throw new IllegalArgumentException("\"" + kind + "\" is not the name of a defect");
            }
        }
    }
}
