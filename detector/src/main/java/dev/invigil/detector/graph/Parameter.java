// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

import java.util.List;

/** A named tensor of a model's state: learned, or kept beside what is learned (a buffer). */
public final class Parameter extends Term {
    private final String name;
    private final List<Integer> shape;
    private final Initialiser initialiser;
    private final boolean learned;

    Parameter(String name, List<Integer> shape, Initialiser initialiser, boolean learned) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.initialiser = initialiser;
        this.learned = learned;
    }

    /** The name in the reference's state dict. */
    public String name() {
        return name;
    }

    public List<Integer> shape() {
        return shape;
    }

    /** The size of one axis. */
    public int size(int axis) {
        return shape.get(axis);
    }

    /** Where its values come from before training. */
    public Initialiser initialiser() {
        return initialiser;
    }

    /** Whether gradients change it; if not, it is a buffer. */
    public boolean learned() {
        return learned;
    }
}
