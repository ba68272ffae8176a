// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

/**
 * The place of a value.
 *
 * @param path dotted, as in the file; empty for the whole
 * @param variable what it is called in the environment
 */
record Place(String path, String variable) {
    static final Place ROOT = new Place("", Keys.ENVIRONMENT_PREFIX);

    Place child(String key) {
        return new Place(Keys.path(path, key), Keys.variable(variable, key));
    }

    Place element(int index) {
        return new Place(path + "[" + index + "]", variable + "_" + index);
    }
}
