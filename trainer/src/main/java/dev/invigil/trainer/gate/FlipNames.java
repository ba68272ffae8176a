// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

import java.util.List;
import java.util.stream.Collectors;

/** The parts that changed, in a sentence. */
final class FlipNames {
    private static final int SHOWN = 5;

    private FlipNames() {}

    static String of(List<PartFlip> flips, PartFlip.Kind kind) {
        List<String> names = flips.stream()
                .filter(flip -> flip.kind() == kind)
                .map(PartFlip::part)
                .toList();
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }
}
