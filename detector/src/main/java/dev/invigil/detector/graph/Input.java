// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

/** A tensor that is passed with each call. */
public final class Input extends Term {
    private final String name;

    /** The argument's name in the program; a Java identifier. */
    public Input(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }
}
