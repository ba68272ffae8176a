// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.shadow;

import java.util.List;
import java.util.Locale;

/**
 * The decisions of a model in shadow beside those of the line.
 *
 * @param frames that both decided; a frame counts once
 * @param others of them that were decided otherwise
 * @param latest the latest of these, the newest first; not all of them when there are many
 */
public record ShadowComparison(int frames, int others, List<Disagreement> latest) {
    public ShadowComparison {
        latest = List.copyOf(latest);
    }

    /** Share of the frames that were decided otherwise; 0 without frames. */
    public double share() {
        return frames == 0 ? 0 : (double) others / frames;
    }

    /** One sentence, without a full stop. */
    public String inWords() {
        return frames == 0
                ? "in shadow it scored no frame"
                : String.format(
                        Locale.ROOT,
                        "in shadow it decided %d of %d frames otherwise than the line (%.1f %%)",
                        others,
                        frames,
                        100 * share());
    }
}
