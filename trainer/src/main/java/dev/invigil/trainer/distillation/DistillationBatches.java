// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.distillation;

import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the student is shown, batch by batch: random views of images, and the teacher's features of them. The teacher's look at a batch
 * takes longer than the student's step, so a batch is kept for a while and shown {@value #SHOWN} times on average, in random order.
 */
final class DistillationBatches {
    private static final int SHOWN = 3;
    private static final int KEPT = 96;

    private final DistillationRecipe recipe;
    private final FrozenEncoder teacher;
    private final List<RgbImage> photographs;
    private final Views views;
    private final RandomGenerator random;
    private final List<List<HostTensor>> kept = new ArrayList<>();

    DistillationBatches(
            DistillationRecipe recipe,
            FrozenEncoder teacher,
            List<RgbImage> photographs,
            Views views,
            RandomGenerator random) {
        this.recipe = recipe;
        this.teacher = teacher;
        this.photographs = photographs;
        this.views = views;
        this.random = random;
    }

    /** The batch of a step: images, N,size,size,3, then the teacher's features of them, N,C,H,W, fine to coarse. */
    List<HostTensor> batch(int step) {
        if (kept.size() < KEPT) {
            kept.add(fresh(step));
        } else if (step % SHOWN == 0) {
            kept.set(random.nextInt(KEPT), fresh(step / SHOWN));
        }
        return kept.get(random.nextInt(kept.size()));
    }

    /** A new batch; {@code turn} decides the size of the views. */
    List<HostTensor> fresh(int turn) {
        int size = recipe.viewSize(turn);
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < recipe.batch(size); i++) {
            pictures.add(views.of(photographs.get(random.nextInt(photographs.size())), size));
        }
        return teacher.withFeatures(FrozenEncoder.batch(size, pictures));
    }
}
