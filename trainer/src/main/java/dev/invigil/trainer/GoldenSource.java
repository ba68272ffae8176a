// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.PictureDigests;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.trainer.retrain.SnapshotSource;
import dev.invigil.trainer.snapshot.Member;
import dev.invigil.trainer.snapshot.Origin;
import dev.invigil.trainer.snapshot.Role;
import dev.invigil.trainer.snapshot.Snapshot;
import dev.invigil.trainer.snapshot.SnapshotStore;
import dev.invigil.trainer.snapshot.Truth;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Provisional: golden data only. */
record GoldenSource(Path golden, double share) implements SnapshotSource {
    @Override
    public Taken take(SnapshotStore store) throws IOException {
        DataSet data = DataSet.read(golden);
        Map<Picture, String> digests = PictureDigests.of(data.classes());
        List<Member> members = new ArrayList<>();
        for (ProductClass product : data.classes()) {
            int count = 0;
            for (Picture picture : product.train()) {
                members.add(new Member(
                        new Origin.Golden(golden.relativize(picture.file()).toString(), Optional.empty()),
                        digests.get(picture),
                        product.name(),
                        Optional.empty(),
                        count++ % 4 == 0 ? Role.CALIBRATE : Role.TRAIN,
                        Truth.good()));
            }
            for (TestPhotograph photograph : product.test()) {
                Optional<Origin.Mask> mask = Optional.empty();
                if (photograph.mask().isPresent()) {
                    mask = Optional.of(new Origin.Mask(
                            golden.relativize(photograph.mask().get()).toString(),
                            Sha256.of(photograph.mask().get())));
                }
                members.add(new Member(
                        new Origin.Golden(
                                golden.relativize(photograph.image().file()).toString(), mask),
                        Sha256.of(photograph.image().file()),
                        product.name(),
                        Optional.empty(),
                        Role.TEST,
                        photograph.isGood() ? Truth.good() : new Truth.Defective(photograph.defect())));
            }
        }
        return new Taken(new Snapshot(members), data.notes());
    }
}
