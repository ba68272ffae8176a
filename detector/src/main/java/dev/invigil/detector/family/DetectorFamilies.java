// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.family;

import dev.invigil.detector.arnet.ArnetFamily;
import dev.invigil.detector.invad.InvadFamily;
import dev.invigil.detector.memory.MemoryFamily;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.uniad.UniadFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The list of all detector families, by name. A new family is written in a package of its own and added here, nowhere else. */
public final class DetectorFamilies {
    private static final List<DetectorFamily> BUILT_IN = List.of(
            InvadFamily.INVAD,
            InvadFamily.INVAD_LITE,
            UniadFamily.UNIAD,
            UniadFamily.UNIAD_ORIGINAL,
            UniadFamily.UNIAD_CIFAR10,
            ArnetFamily.ARNET,
            MemoryFamily.MEMORY);

    private static final List<DetectorFamily> REGISTERED = new CopyOnWriteArrayList<>();

    private DetectorFamilies() {}

    /** A family that is on the list until this is closed. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** All families: the first is the default. */
    public static List<DetectorFamily> all() {
        List<DetectorFamily> all = new ArrayList<>(BUILT_IN);
        all.addAll(REGISTERED);
        return List.copyOf(all);
    }

    /** The names of all families. */
    public static List<String> names() {
        return all().stream().map(DetectorFamily::name).toList();
    }

    /**
     * The family of that name.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static DetectorFamily named(String name) {
        return all().stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown detector \"" + name + "\"; the known ones are "
                        + names().stream().collect(Collectors.joining(", "))));
    }

    /**
     * Adds a family to this process's list: for programs that bring their own, and for tests.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public static Registration register(DetectorFamily family) {
        synchronized (REGISTERED) {
            if (names().contains(family.name())) {
                throw new IllegalArgumentException("there already is a detector " + family.name());
            }
            REGISTERED.add(family);
        }
        return () -> REGISTERED.remove(family);
    }
}
