// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, each with its place. */
final class Problems {
    private final List<String> problems = new ArrayList<>();

    /**
     * @param path of the value, dotted; empty for the whole
     * @param origin the node that is wrong, or nearest to what is missing
     */
    void add(String path, ConfigNode origin, String message) {
        String place = origin.place();
        String where = path.isEmpty() ? place : place.isEmpty() ? path : path + " (" + place + ")";
        problems.add(where.isEmpty() ? message : where + ": " + message);
    }

    int count() {
        return problems.size();
    }

    void throwIfAny(String source) {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(source, problems);
        }
    }
}
