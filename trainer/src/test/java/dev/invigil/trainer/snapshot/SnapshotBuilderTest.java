// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.label.Label.Quality;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.trainer.snapshot.SnapshotBuilder.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SnapshotBuilderTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant OLD = NOW.minus(Duration.ofHours(2));
    private static final SnapshotRules RULES =
            new SnapshotRules(Duration.ofHours(1), 100, 0, RoleShares.DEFAULT, 0.25, 7);

    private static final SnapshotRules RULES_OF_TEN =
            new SnapshotRules(Duration.ofHours(1), 10, 0, RoleShares.DEFAULT, 0.25, 7);

    private final List<GoldenImage> golden = new ArrayList<>();
    private final List<FrameCandidate> candidates = new ArrayList<>();
    private final Map<String, Label> labels = new HashMap<>();
    private SnapshotRules rules = RULES;
    private EarlierMembers earlier = EarlierMembers.NONE;

    private Result build() {
        return SnapshotBuilder.build(
                rules,
                earlier,
                new GoldenData(golden, List.of()),
                new Harvest(candidates, labels, Map.of(), Map.of(), 0, Map.of()),
                NOW);
    }

    private static EarlierMembers after(Snapshot snapshot) {
        return new EarlierMembers(snapshot.members(), Set.of());
    }

    private void goldenPart(String product, String image, Optional<String> part, boolean training, Truth truth) {
        golden.add(new GoldenImage(
                new Origin.Golden(product + "/" + golden.size() + ".png", Optional.empty()),
                Members.digest(image),
                product,
                part,
                training,
                truth));
    }

    private void goldenGood(int from, int to) {
        for (int i = from; i < to; i++) {
            goldenPart("cap", "golden " + i, Optional.empty(), true, Truth.good());
        }
    }

    private FrameCandidate frame(String id, Optional<String> part, Decision decision, double score, Instant at) {
        FrameCandidate candidate = new FrameCandidate(
                id,
                "cam-1",
                "cap",
                part,
                Members.digest("image of " + id),
                new RecordPosition("frames", 0, candidates.size()),
                decision,
                at,
                OptionalDouble.of(score),
                Optional.of(Members.digest("model")),
                false);
        candidates.add(candidate);
        return candidate;
    }

    private FrameCandidate pass(String id) {
        return frame(id, Optional.empty(), Decision.PASS, 0.1, OLD);
    }

    private void label(String id, Quality quality, String defect) {
        labels.put(
                id,
                new Label(
                        1,
                        id,
                        quality,
                        Optional.ofNullable(defect),
                        Optional.empty(),
                        "ann",
                        NOW.minus(Duration.ofMinutes(5))));
    }

    @Test
    void shouldCountLabelsWithoutAFrame() {
        pass("frame-1");
        label("frame-1", Quality.GOOD, null);
        assertThat(build().report().notes()).isEmpty();
        label("frame-l", Quality.GOOD, null);

        assertThat(build().report().notes())
                .singleElement()
                .asString()
                .contains("no verdict was found: 1, such as frame-l", "mistyped");
    }

    private static Map<String, Role> roles(Snapshot snapshot) {
        return snapshot.members().stream().collect(Collectors.toMap(Member::sha256, Member::role));
    }

    private static Optional<Member> member(Snapshot snapshot, String frame) {
        return snapshot.members().stream()
                .filter(member ->
                        member.origin().fold(file -> false, from -> from.id().equals(frame)))
                .findFirst();
    }

    private static long leftOut(Result result, LeftOut reason) {
        return result.report().products().get("cap").leftOut(reason);
    }

    @Test
    void shouldSplitGoldenTrainingPartsAndTestOnTheOthers() {
        goldenGood(0, 20);
        goldenPart("cap", "test good", Optional.empty(), false, Truth.good());
        goldenPart("cap", "test scratch", Optional.empty(), false, new Truth.Defective("scratch"));

        Snapshot snapshot = build().snapshot();

        assertThat(snapshot.members("cap", Role.TRAIN)).hasSize(15);
        assertThat(snapshot.members("cap", Role.CALIBRATE)).hasSize(5);
        assertThat(snapshot.members("cap", Role.TEST)).hasSize(2);
    }

    @Test
    void shouldKeepEveryRoleWhenTheGoldenDataGrows() {
        goldenGood(0, 20);
        Snapshot first = build().snapshot();
        earlier = after(first);
        goldenGood(20, 60);

        Snapshot second = build().snapshot();

        assertThat(roles(second)).containsAllEntriesOf(roles(first));
        assertThat(second.members("cap", Role.CALIBRATE)).hasSize(15);
    }

    @Test
    void shouldNeverTrainOnATestPartThatIsMovedToTheTrainingFolder() {
        goldenGood(0, 20);
        goldenPart("cap", "once a test", Optional.empty(), false, Truth.good());
        earlier = after(build().snapshot());
        golden.remove(golden.size() - 1);
        goldenPart("cap", "once a test", Optional.empty(), true, Truth.good());

        assertThat(roles(build().snapshot())).containsEntry(Members.digest("once a test"), Role.TEST);
    }

    @Test
    void shouldNotTrainOnACopyOfATestImageOrAnotherViewOfItsPart() {
        goldenGood(0, 20);
        goldenPart("cap", "test", Optional.empty(), false, Truth.good());
        goldenPart("cap", "test", Optional.of("part 9"), true, Truth.good());
        goldenPart("cap", "another view", Optional.of("part 9"), true, Truth.good());

        Result result = build();

        assertThat(roles(result.snapshot()))
                .containsEntry(Members.digest("test"), Role.TEST)
                .containsEntry(Members.digest("another view"), Role.TEST);
        assertThat(leftOut(result, LeftOut.DUPLICATE)).isEqualTo(1);
    }

    @Test
    void shouldKeepAllViewsOfAPartInOneRole() {
        for (int part = 0; part < 20; part++) {
            for (int view = 0; view < 3; view++) {
                goldenPart("cap", "golden %d %d".formatted(part, view), Optional.of("g" + part), true, Truth.good());
                frame("f-%d-%d".formatted(part, view), Optional.of("f" + part), Decision.PASS, 0.1, OLD);
            }
        }

        Map<String, Set<Role>> byPart = new HashMap<>();
        build().snapshot().members().forEach(member -> byPart.computeIfAbsent(member.part(), part -> new HashSet<>())
                .add(member.role()));

        assertThat(byPart).hasSize(40).allSatisfy((part, roles) -> assertThat(roles)
                .hasSize(1));
        assertThat(byPart.values()).contains(Set.of(Role.TRAIN), Set.of(Role.CALIBRATE));
    }

    @Test
    void shouldLetAFrameOfAKnownPartTakeItsRole() {
        goldenPart("cap", "golden view", Optional.of("p"), false, Truth.good());
        frame("f", Optional.of("p"), Decision.PASS, 0.1, OLD);

        assertThat(member(build().snapshot(), "f").orElseThrow().role()).isEqualTo(Role.TEST);
    }

    @Test
    void shouldTakePassesThatAreOldEnoughAndNothingElse() {
        pass("old");
        frame("young", Optional.empty(), Decision.PASS, 0.1, NOW.minus(Duration.ofMinutes(59)));
        frame("of a clock that is ahead", Optional.empty(), Decision.PASS, 0.1, NOW.plus(Duration.ofDays(9)));
        frame("rejected", Optional.empty(), Decision.REJECT, 0.9, OLD);

        Result result = build();

        assertThat(result.snapshot().members()).hasSize(1);
        assertThat(member(result.snapshot(), "old")).isPresent();
        assertThat(leftOut(result, LeftOut.QUARANTINE)).isEqualTo(2);
        assertThat(leftOut(result, LeftOut.NOT_CONFIRMED)).isEqualTo(1);
    }

    @Test
    void shouldFollowLabelsWhateverTheVerdict() {
        pass("missed");
        label("missed", Quality.DEFECTIVE, "scratch");
        frame("false reject", Optional.empty(), Decision.REJECT, 0.9, NOW);
        label("false reject", Quality.GOOD, null);

        Snapshot snapshot = build().snapshot();

        Member missed = member(snapshot, "missed").orElseThrow();
        assertThat(missed.role()).isEqualTo(Role.TEST);
        assertThat(missed.truth()).isEqualTo(new Truth.Defective("scratch"));
        assertThat(member(snapshot, "false reject").orElseThrow().truth().isDefective())
                .isFalse();
    }

    @Test
    void shouldLeaveOutOtherViewsOfAPartThatALabelCallsDefective() {
        frame("view 1", Optional.of("p"), Decision.PASS, 0.1, OLD);
        frame("view 2", Optional.of("p"), Decision.PASS, 0.1, OLD);
        label("view 1", Quality.DEFECTIVE, null);

        Result result = build();

        assertThat(member(result.snapshot(), "view 1").orElseThrow().truth().kind())
                .isEqualTo("defective");
        assertThat(member(result.snapshot(), "view 2")).isEmpty();
        assertThat(leftOut(result, LeftOut.OVERTURNED)).isEqualTo(1);
    }

    @Test
    void shouldDropAnEarlierTrainingFrameThatALabelOverturns() {
        for (int i = 0; i < 40; i++) {
            pass("f" + i);
        }
        Snapshot first = build().snapshot();
        earlier = after(first);
        String trained = first.members("cap", Role.TRAIN).get(0).origin().fold(file -> "", Origin.FromFrame::id);
        String tested = first.members("cap", Role.TEST).get(0).origin().fold(file -> "", Origin.FromFrame::id);
        label(trained, Quality.DEFECTIVE, "scratch");
        label(tested, Quality.DEFECTIVE, "scratch");

        Result second = build();

        assertThat(member(second.snapshot(), trained)).isEmpty();
        assertThat(leftOut(second, LeftOut.PART_WAS_USED)).isEqualTo(1);
        assertThat(member(second.snapshot(), tested).orElseThrow().truth().kind())
                .isEqualTo("scratch");
    }

    @Test
    void shouldDropAMemberWhoseLabelWasWithdrawn() {
        frame("false reject", Optional.empty(), Decision.REJECT, 0.9, OLD);
        label("false reject", Quality.GOOD, null);
        earlier = after(build().snapshot());
        assertThat(earlier.members()).hasSize(1);
        labels.clear();
        candidates.clear();

        Result result = build();

        assertThat(result.snapshot().members()).isEmpty();
        assertThat(leftOut(result, LeftOut.LABEL_WITHDRAWN)).isEqualTo(1);
    }

    @Test
    void shouldKeepFramesThatRetentionHasDeletedSince() {
        pass("f");
        Snapshot first = build().snapshot();
        earlier = after(first);
        candidates.clear();

        assertThat(build().snapshot()).isEqualTo(first);
    }

    @Test
    void shouldRememberTheRoleOfAMemberWhoseImageIsLost() {
        for (int i = 0; i < 40; i++) {
            frame("f" + i, Optional.of("part " + i), Decision.PASS, 0.1, OLD);
        }
        Snapshot first = build().snapshot();
        Member tested = first.members("cap", Role.TEST).get(0);
        earlier = new EarlierMembers(List.of(tested), Set.of(tested.sha256()));
        candidates.clear();
        goldenPart("cap", "another view", tested.partId(), true, Truth.good());

        Snapshot second = build().snapshot();

        assertThat(second.members()).hasSize(1);
        assertThat(second.members().get(0).role()).isEqualTo(Role.TEST);
    }

    @Test
    void shouldChooseOthersInThePlaceOfFramesThatCannotBeCopied() {
        rules = RULES_OF_TEN;
        for (int i = 0; i < 20; i++) {
            pass("f" + i);
        }
        String chosen = build().snapshot().members().get(0).origin().fold(file -> "", Origin.FromFrame::id);
        Harvest harvest = new Harvest(candidates, labels, Map.of(), Map.of(), 0, Map.of(chosen, LeftOut.UNREADABLE));

        Result result = SnapshotBuilder.build(RULES_OF_TEN, earlier, new GoldenData(golden, List.of()), harvest, NOW);

        assertThat(result.snapshot().members()).hasSize(10);
        assertThat(member(result.snapshot(), chosen)).isEmpty();
        assertThat(leftOut(result, LeftOut.UNREADABLE)).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutTheMostAnomalousOfEachCameraAndModelButNoLabelledOne() {
        rules = new SnapshotRules(Duration.ofHours(1), 100, 0.1, RoleShares.DEFAULT, 0.25, 7);
        for (int i = 0; i < 20; i++) {
            frame("f" + i, Optional.empty(), Decision.PASS, i / 100.0, OLD);
        }
        frame("confirmed", Optional.empty(), Decision.PASS, 0.5, OLD);
        label("confirmed", Quality.GOOD, null);

        Result result = build();

        assertThat(leftOut(result, LeftOut.MOST_ANOMALOUS)).isEqualTo(2);
        assertThat(result.report()
                        .products()
                        .get("cap")
                        .leftOut()
                        .get(LeftOut.MOST_ANOMALOUS)
                        .examples())
                .containsExactlyInAnyOrder("f18", "f19");
        assertThat(member(result.snapshot(), "confirmed")).isPresent();
    }

    @Test
    void shouldTakeAtMostTheLimitAndLabelledFramesFirst() {
        rules = RULES_OF_TEN;
        for (int i = 0; i < 50; i++) {
            pass("f" + i);
        }
        label("f3", Quality.GOOD, null);
        label("f4", Quality.GOOD, null);

        Result result = build();

        assertThat(result.snapshot().members()).hasSize(10);
        assertThat(member(result.snapshot(), "f3")).isPresent();
        assertThat(member(result.snapshot(), "f4")).isPresent();
        assertThat(leftOut(result, LeftOut.CAP)).isEqualTo(40);
    }

    @Test
    void shouldSampleAsIfAllFramesHadBeenOfferedAtOnce() {
        rules = new SnapshotRules(Duration.ofHours(1), 30, 0, RoleShares.DEFAULT, 0.25, 7);
        for (int i = 0; i < 100; i++) {
            pass("f" + i);
        }
        earlier = after(build().snapshot());
        candidates.clear();
        for (int i = 100; i < 200; i++) {
            pass("f" + i);
        }
        Set<String> inTwoSteps = new HashSet<>(roles(build().snapshot()).keySet());
        earlier = EarlierMembers.NONE;
        candidates.clear();
        for (int i = 0; i < 200; i++) {
            pass("f" + i);
        }

        assertThat(inTwoSteps).isEqualTo(roles(build().snapshot()).keySet()).hasSize(30);
    }

    /** Each of 200 frames is in 30 of 200 with a probability of 0.15, with every seed: 200 seeds give 30 +- 5.05 (one sigma). */
    @Test
    void shouldGiveEveryFrameTheSameChance() {
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            pass("f" + i);
        }
        for (int seed = 0; seed < 200; seed++) {
            rules = new SnapshotRules(Duration.ofHours(1), 30, 0, RoleShares.DEFAULT, 0.25, seed);
            roles(build().snapshot()).keySet().forEach(image -> taken.merge(image, 1, Integer::sum));
        }
        assertThat(taken).hasSize(200);
        assertThat(taken.values()).allSatisfy(count -> assertThat(count).isBetween(9, 51));
        double squares = taken.values().stream()
                .mapToDouble(count -> (count - 30.0) * (count - 30.0))
                .sum();
        // chi-square-like: the mean square is the binomial variance of 25.5, within 30 %
        assertThat(squares / 200).isBetween(17.0, 34.0);
    }

    @Test
    void shouldDrawRolesInTheirShares() {
        Map<Role, Integer> counts = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            counts.merge(RoleShares.DEFAULT.draw("cap", "part " + i), 1, Integer::sum);
        }

        assertThat(counts.get(Role.TRAIN)).isBetween(5_800, 6_200);
        assertThat(counts.get(Role.CALIBRATE)).isBetween(2_800, 3_200);
        assertThat(counts.get(Role.TEST)).isBetween(850, 1_150);
    }

    @Test
    void shouldCountARepeatedImageOnce() {
        FrameCandidate frozen = pass("frozen");
        for (int i = 0; i < 5; i++) {
            candidates.add(new FrameCandidate(
                    "again " + i,
                    frozen.camera(),
                    frozen.product(),
                    Optional.empty(),
                    frozen.sha256(),
                    frozen.position(),
                    Decision.PASS,
                    OLD,
                    frozen.score(),
                    frozen.model(),
                    false));
        }

        Result result = build();

        assertThat(result.snapshot().members()).hasSize(1);
        assertThat(leftOut(result, LeftOut.DUPLICATE)).isEqualTo(5);
    }

    @Test
    void shouldLeaveOutAPassThatOnlyTheMinimumAreaMade() {
        FrameCandidate frame = pass("small scratch");
        candidates.set(
                0,
                new FrameCandidate(
                        frame.id(),
                        frame.camera(),
                        frame.product(),
                        frame.partId(),
                        frame.sha256(),
                        frame.position(),
                        frame.decision(),
                        frame.decidedAt(),
                        frame.score(),
                        frame.model(),
                        true));

        assertThat(leftOut(build(), LeftOut.MINIMUM_AREA)).isEqualTo(1);
    }

    @Test
    void shouldLeaveOutGoldenTestImagesWithTwoTruths() {
        goldenPart("cap", "same", Optional.empty(), false, Truth.good());
        goldenPart("cap", "same", Optional.empty(), false, new Truth.Defective("scratch"));

        Result result = build();

        assertThat(result.snapshot().members()).isEmpty();
        assertThat(leftOut(result, LeftOut.CONTRADICTORY)).isEqualTo(2);
    }

    @Test
    void shouldNameProductsThatVanishedFromProduction() {
        goldenGood(0, 20);
        goldenPart("lid", "lid 1", Optional.empty(), true, Truth.good());
        goldenPart("lid", "lid 2", Optional.empty(), true, Truth.good());
        Harvest harvest = new Harvest(
                List.of(), Map.of(), Map.of("cap", new Harvest.Seen(5, OLD)), Map.of("gone", "cap"), 2, Map.of());

        SnapshotReport report = SnapshotBuilder.build(
                        RULES, EarlierMembers.NONE, new GoldenData(golden, List.of()), harvest, NOW)
                .report();

        assertThat(report.vanished()).containsExactly("lid");
        assertThat(report.products().get("cap").leftOut(LeftOut.GONE)).isEqualTo(1);
        assertThat(report.lines())
                .contains(
                        "cap: 15 train, 5 calibrate, 0 test (0 of them defective); 0 from frames",
                        "cap: left out: 1 deleted by retention",
                        "records that could not be read: 2")
                .anySatisfy(line -> assertThat(line).startsWith("lid: no verdict of this product was found"));
        assertThat(build().report().vanished()).isEmpty();
    }
}
