// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The one style of label values that we choose ourselves: lower case with underscores. Names of users (cameras, products) stay as they are. */
public final class LabelValue {
    private LabelValue() {}

    /** The value of a constant, {@code unknown_product} for {@code UNKNOWN_PRODUCT}. */
    public static String of(Enum<?> constant) {
        return of(constant.name());
    }

    /** The value of the name of a constant. */
    public static String of(String constantName) {
        return constantName.toLowerCase(Locale.ROOT);
    }

    /** The values of all constants of an enumeration, in their order. */
    public static List<String> all(Class<? extends Enum<?>> constants) {
        return Arrays.stream(constants.getEnumConstants()).map(LabelValue::of).toList();
    }
}
