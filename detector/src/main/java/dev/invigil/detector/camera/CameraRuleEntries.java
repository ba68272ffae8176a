// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.camera;

import dev.invigil.detector.decision.CameraRule;
import dev.invigil.detector.decision.CameraRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All camera rules as they were written. Immutable.
 *
 * @param minimumArea where an entry has none, and for what no entry is for; in pixels of the map, at least 1
 * @param entries at most one for each target
 */
public record CameraRuleEntries(int minimumArea, List<CameraRuleEntry> entries) {
    /** Every pixel counts, and one is enough. */
    public static final CameraRuleEntries NONE = new CameraRuleEntries(1, List.of());

    public CameraRuleEntries {
        entries = List.copyOf(entries);
    }

    /** The same with more entries. */
    public CameraRuleEntries with(List<CameraRuleEntry> more) {
        return new CameraRuleEntries(
                minimumArea, Stream.concat(entries.stream(), more.stream()).toList());
    }

    /**
     * The rules for maps of one size. Reads the image files that entries name.
     *
     * @param height of the map, in pixels
     * @param width of the map, in pixels
     * @throws BrokenCameraRulesException listing every entry that cannot be used, and why
     */
    public CameraRules rules(int height, int width) throws BrokenCameraRulesException {
        Map<CameraRules.Target, CameraRule> rules = new HashMap<>();
        Map<CameraRules.Target, String> origins = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (CameraRuleEntry entry : entries) {
            String earlier = origins.putIfAbsent(entry.target(), entry.origin());
            if (earlier != null) {
                problems.add(entry.origin() + ": a second rule for " + entry.target() + ", after " + earlier
                        + "; keep one of them, rules are not merged");
                continue;
            }
            try {
                rules.put(entry.target(), entry.rule(minimumArea, height, width));
            } catch (IllegalArgumentException e) {
                problems.add(entry.origin() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new BrokenCameraRulesException(String.join("\n", problems));
        }
        return new CameraRules(new CameraRule(minimumArea, Optional.empty()), rules);
    }
}
