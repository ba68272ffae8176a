// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.RenderedParts;
import dev.invigil.trainer.train.TrainingData;
import dev.invigil.trainer.train.TrainingEncoder;
import dev.invigil.trainer.train.TrainingJob;
import dev.invigil.trainer.train.TrainingPlan;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDataTest {
    private static final FalseRejectRates RATES = FalseRejectRates.DEFAULT;

    @TempDir
    Path folder;

    private Path golden;
    private SnapshotStore store;
    private final List<Member> members = new ArrayList<>();

    /** Seven parts that train, the first of them a frame of the line, five that calibrate, and the data's own test parts. */
    @BeforeEach
    void write() throws Exception {
        golden = folder.resolve("golden");
        store = new SnapshotStore(folder.resolve("work"));
        RenderedParts.write(golden, "plum", new Color(120, 40, 90), 12);
        for (int i = 0; i < 12; i++) {
            String file = "plum/train/good/%03d.png".formatted(i);
            members.add(
                    i == 0
                            ? frame(file)
                            : golden(file, Optional.empty(), i < 7 ? Role.TRAIN : Role.CALIBRATE, Truth.good()));
        }
        members.add(golden("plum/test/good/000.png", Optional.empty(), Role.TEST, Truth.good()));
        members.add(golden(
                "plum/test/block/000.png",
                Optional.of("plum/ground_truth/block/000_mask.png"),
                Role.TEST,
                new Truth.Defective("block")));
    }

    private Member golden(String file, Optional<String> mask, Role role, Truth truth) throws Exception {
        Optional<Origin.Mask> drawn = mask.isEmpty()
                ? Optional.empty()
                : Optional.of(new Origin.Mask(mask.get(), Sha256.of(golden.resolve(mask.get()))));
        return new Member(
                new Origin.Golden(file, drawn), Sha256.of(golden.resolve(file)), "plum", Optional.empty(), role, truth);
    }

    private Member frame(String file) throws Exception {
        byte[] image = Files.readAllBytes(golden.resolve(file));
        store.putImage(image);
        return new Member(
                new Origin.FromFrame("frame-1", "cam-1", Origin.Confirmation.VERDICT),
                Sha256.of(image),
                "plum",
                Optional.of("part-1"),
                Role.TRAIN,
                Truth.good());
    }

    @Test
    void shouldTrainOnTheMembersThatTrainAndCalibrateWithThoseThatCalibrate() throws Exception {
        Snapshot snapshot = new Snapshot(members);
        TrainingData data = SnapshotData.open(snapshot, golden, store).training(RATES);

        ModelBundle bundle = new TrainingJob(
                        plan(), TrainingEncoder.tiny(), ComputeDevice.cpu(), "test", Clock.systemUTC())
                .run(data, folder.resolve("bundle"), Optional.empty(), new Silent());

        CalibratedClass plum = bundle.model().classes().get(0);
        assertThat(plum.trainingParts()).isEqualTo(7);
        assertThat(plum.threshold().parts()).isEqualTo(5);
        assertThat(bundle.model().provenance().dataDigest()).isEqualTo(snapshot.digest());
        TreeSet<String> trained = new TreeSet<>();
        snapshot.members("plum", Role.TRAIN).forEach(member -> trained.add(member.sha256()));
        trained.add(TrainingPictures.ofPart("plum", "part-1"));
        assertThat(bundle.trainingPictures()).contains(new TrainingPictures(trained));
    }

    @Test
    void shouldEvaluateOnTheTestMembersWithTheirMasks() throws Exception {
        List<ProductClass> evaluation =
                SnapshotData.open(new Snapshot(members), golden, store).evaluation();

        assertThat(evaluation).hasSize(1);
        assertThat(evaluation.get(0).name()).isEqualTo("plum");
        assertThat(evaluation.get(0).train()).isEmpty();
        assertThat(evaluation.get(0).test())
                .containsExactlyInAnyOrder(
                        new TestPhotograph(
                                Picture.of(golden.resolve("plum/test/good/000.png")), "good", Optional.empty()),
                        new TestPhotograph(
                                Picture.of(golden.resolve("plum/test/block/000.png")),
                                "block",
                                Optional.of(golden.resolve("plum/ground_truth/block/000_mask.png"))));
    }

    @Test
    void shouldRefuseFilesThatWereChangedOrAreGone() throws Exception {
        Files.write(golden.resolve("plum/train/good/003.png"), new byte[] {1});
        Files.delete(golden.resolve("plum/ground_truth/block/000_mask.png"));
        Files.delete(store.image(members.get(0).sha256()).orElseThrow());

        assertThatThrownBy(() -> SnapshotData.open(new Snapshot(members), golden, store))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("003.png was changed since the snapshot was made")
                .hasMessageContaining("000_mask.png is missing")
                .hasMessageContaining("the image of frame frame-1");
    }

    @Test
    void shouldLeaveOutAProductWithTooFewPartsAndSayHowManyItNeeds() throws Exception {
        members.add(new Member(
                new Origin.Golden("plum/test/good/001.png", Optional.empty()),
                Sha256.of(golden.resolve("plum/test/good/001.png")),
                "lime",
                Optional.empty(),
                Role.TRAIN,
                Truth.good()));
        SnapshotData data = SnapshotData.open(new Snapshot(members), golden, store);

        assertThat(data.training(RATES).parts()).containsOnlyKeys("plum");
        assertThat(data.untrainable(RATES)).containsOnlyKeys("lime");
        assertThat(data.untrainable(RATES).get("lime"))
                .contains("0 held-out good parts: even a provisional threshold needs 5");
    }

    @Test
    void shouldRefuseToTrainWhenNoProductIsLeft() throws Exception {
        SnapshotData data = SnapshotData.open(new Snapshot(members.subList(0, 8)), golden, store);

        assertThatThrownBy(() -> data.training(RATES))
                .isInstanceOf(BrokenDataException.class)
                .hasMessageContaining("plum: 1 held-out good part");
    }

    private static TrainingPlan plan() {
        return new TrainingPlan(
                "parts",
                "1",
                DetectorFamilies.named("invad"),
                Preprocessing.imageNet(48, 48),
                PostProcessing.maximum(2),
                new Recipe(1, 4, 0.004, 7, Precision.FLOAT32),
                0.25,
                RATES);
    }

    private static final class Silent implements TrainingJob.Listener {
        @Override
        public void stepped(Progress progress) {}

        @Override
        public void calibrated(int done, int total) {}
    }
}
