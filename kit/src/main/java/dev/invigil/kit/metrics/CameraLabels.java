// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which camera names are label values. Frames name their camera themselves, so without a limit any sender could create any number of series.
 * Cameras that the configuration names always have their own series; of the others the first ones have, up to the limit, and all
 * further ones share {@value #OTHER}. Thread-safe.
 */
public final class CameraLabels {
    /** The label value that all further cameras share. */
    public static final String OTHER = "other";

    private final Set<String> known;
    private final int limit;
    private final Counter others;
    private final Set<String> first = ConcurrentHashMap.newKeySet();

    /**
     * @param known the cameras that the configuration names
     * @param limit how many further cameras have series of their own, at least 0
     * @param others without labels; counts the names that were answered with {@value #OTHER}
     */
    public CameraLabels(Collection<String> known, int limit, Counter others) {
        this.known = Set.copyOf(known);
        this.limit = limit;
        this.others = others;
    }

    /** The label value of a camera. */
    public String of(String camera) {
        if (known.contains(camera) || first.contains(camera) || remember(camera)) {
            return camera;
        }
        others.inc();
        return OTHER;
    }

    private synchronized boolean remember(String camera) {
        return first.contains(camera) || (first.size() < limit && first.add(camera));
    }
}
