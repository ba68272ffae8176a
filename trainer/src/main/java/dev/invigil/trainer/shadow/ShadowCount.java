// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.shadow;

import dev.invigil.contracts.verdict.ShadowVerdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts what one model decided in shadow, in bounded memory. Not thread-safe. */
final class ShadowCount {
    /** A frame that comes twice, after a crash or when partitions move, comes within this number of others. */
    private static final int REMEMBERED = 10_000;

    private final String digest;
    private final int listed;
    private final Deque<Disagreement> latest = new ArrayDeque<>();
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });

    private int frames;
    private int others;

    /**
     * @param digest of the model
     * @param listed most disagreements that are kept
     */
    ShadowCount(String digest, int listed) {
        this.digest = digest;
        this.listed = listed;
    }

    void take(ShadowVerdict compared) {
        boolean isOfModel = compared.verdict()
                .model()
                .filter(model -> model.digest().equals(digest))
                .isPresent();
        if (!isOfModel || !seen.add(compared.verdict().frameId())) {
            return;
        }
        frames++;
        if (!compared.isSame()) {
            others++;
            latest.addFirst(Disagreement.of(compared));
            if (latest.size() > listed) {
                latest.removeLast();
            }
        }
    }

    ShadowComparison result() {
        List<Disagreement> newestFirst = new ArrayList<>(latest);
        newestFirst.sort(Comparator.comparing(Disagreement::at).reversed());
        return new ShadowComparison(frames, others, newestFirst);
    }
}
