// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.detector.decision.GoodParts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a snapshot of golden images, of the frames of earlier snapshots, and of new frames. Pure: the same input gives the same snapshot.
 *
 * <p>A part and an image keep the role that they have in any earlier snapshot. Golden test images are TEST; golden training images are
 * split by parts into TRAIN and CALIBRATE. A good frame's role is drawn by its part's name; a defective frame is TEST. Images of one
 * part share a role, and so do copies of one image; whichever comes first decides: earlier snapshots, golden data, labelled frames, other
 * frames.
 *
 * <p>Of more frames than the limit, those with the smallest random keys are taken, which is reservoir sampling: the keys follow from the
 * seed and the image, so that a frame that was not chosen once is not chosen later either, and what is chosen is a uniform
 * sample of all frames that were ever offered. Labelled frames are taken first.
 */
public final class SnapshotBuilder {
    private static final int LABELS_SHOWN = 5;

    private final SnapshotRules rules;
    private final Instant now;
    private final Roles roles;
    private final EarlierMembers earlier;
    private final ReportDraft report = new ReportDraft();
    private final Map<List<String>, Member> members = new LinkedHashMap<>();

    /**
     * @param snapshot the new snapshot
     * @param report what was taken and left out
     */
    public record Result(Snapshot snapshot, SnapshotReport report) {}

    private SnapshotBuilder(SnapshotRules rules, EarlierMembers earlier, Instant now) {
        this.rules = rules;
        this.now = now;
        this.earlier = earlier;
        this.roles = Roles.of(earlier.members());
    }

    /**
     * Makes the snapshot.
     *
     * @param earlier members of all earlier snapshots
     * @param golden the golden data set
     * @param harvest frames of the line, or {@link Harvest#NONE}
     * @param now the time at which quarantines are compared
     */
    public static Result build(
            SnapshotRules rules, EarlierMembers earlier, GoldenData golden, Harvest harvest, Instant now) {
        SnapshotBuilder builder = new SnapshotBuilder(rules, earlier, now);
        builder.takeTests(golden.images());
        builder.takeTraining(golden.images());
        builder.takeFrames(harvest);
        Snapshot snapshot = new Snapshot(List.copyOf(builder.members.values()));
        List<String> notes = new ArrayList<>(golden.notes());
        builder.labelsWithoutFrame(harvest).ifPresent(notes::add);
        return new Result(snapshot, builder.report.report(snapshot.members(), harvest, notes));
    }

    /**
     * An image that may become a member.
     *
     * @param name for the report
     */
    private record Image(
            String name, Origin origin, String sha256, String product, Optional<String> partId, Truth truth) {
        static Image of(GoldenImage image) {
            return new Image(
                    image.origin().file(),
                    image.origin(),
                    image.sha256(),
                    image.product(),
                    image.partId(),
                    image.truth());
        }

        List<String> key() {
            return List.of(product, sha256);
        }

        String part() {
            return partId.orElse(sha256);
        }
    }

    /** Makes the image a member, with the role that it has already, else with the wanted one; or reports why not. */
    private boolean place(Image image, Role wanted) {
        Optional<LeftOut> obstacle = obstacle(image, wanted);
        if (obstacle.isPresent()) {
            report.leaveOut(image.product(), obstacle.get(), image.name());
            return false;
        }
        Role role = role(image).orElse(wanted);
        roles.give(image.product(), image.partId(), image.sha256(), role);
        members.put(
                image.key(),
                new Member(image.origin(), image.sha256(), image.product(), image.partId(), role, image.truth()));
        return true;
    }

    private Optional<LeftOut> obstacle(Image image, Role wanted) {
        Member same = members.get(image.key());
        if (same != null) {
            boolean agrees = same.truth().isDefective() == image.truth().isDefective();
            return Optional.of(agrees ? LeftOut.DUPLICATE : LeftOut.CONTRADICTORY);
        }
        if (roles.isContradictory(image.product(), image.partId(), image.sha256())) {
            return Optional.of(LeftOut.TWO_ROLES);
        }
        return image.truth().isDefective() && role(image).orElse(wanted) != Role.TEST
                ? Optional.of(LeftOut.PART_WAS_USED)
                : Optional.empty();
    }

    private Optional<Role> role(Image image) {
        return roles.of(image.product(), image.partId(), image.sha256());
    }

    private void takeTests(List<GoldenImage> golden) {
        Map<List<String>, Set<Truth>> truths = new HashMap<>();
        List<Image> tests = golden.stream()
                .filter(image -> !image.training())
                .map(Image::of)
                .toList();
        tests.forEach(image ->
                truths.computeIfAbsent(image.key(), key -> new HashSet<>()).add(image.truth()));
        for (Image image : tests) {
            if (truths.get(image.key()).size() > 1) {
                report.leaveOut(image.product(), LeftOut.CONTRADICTORY, image.name());
            } else {
                place(image, Role.TEST);
            }
        }
    }

    private void takeTraining(List<GoldenImage> golden) {
        Map<String, Map<String, Image>> byProduct = new LinkedHashMap<>();
        for (GoldenImage training : golden) {
            if (training.training()) {
                Image image = Image.of(training);
                if (byProduct
                                .computeIfAbsent(image.product(), product -> new LinkedHashMap<>())
                                .putIfAbsent(image.sha256(), image)
                        != null) {
                    report.leaveOut(image.product(), LeftOut.DUPLICATE, image.name());
                }
            }
        }
        // a product after the other: an image that two of them have gets its role with the first
        for (Map<String, Image> images : byProduct.values()) {
            images.values().forEach(image -> roles.settle(image.product(), image.partId(), image.sha256()));
            List<Image> open = images.values().stream()
                    .filter(image -> role(image).filter(Role.TEST::equals).isEmpty())
                    .toList();
            Set<Image> calibration = new HashSet<>();
            if (open.size() > 1) {
                calibration.addAll(GoodParts.split(
                                open,
                                Image::part,
                                new GoodParts.Sides<>(
                                        image -> role(image)
                                                .filter(Role.TRAIN::equals)
                                                .isPresent(),
                                        image -> role(image)
                                                .filter(Role.CALIBRATE::equals)
                                                .isPresent()),
                                rules.calibrationShare(),
                                rules.seed())
                        .calibration()
                        .list());
            }
            images.values().forEach(image -> place(image, calibration.contains(image) ? Role.CALIBRATE : Role.TRAIN));
        }
    }

    /**
     * A frame whose truth is known.
     *
     * @param labelled whether an operator said so
     */
    private record KnownFrame(Image image, boolean labelled) {}

    private void takeFrames(Harvest harvest) {
        Set<List<String>> defectiveParts = defectiveParts(harvest);
        List<KnownFrame> known = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Member member : earlier.usable()) {
            Optional<KnownFrame> kept = member.origin()
                    .fold(golden -> Optional.empty(), frame -> kept(member, frame, harvest, defectiveParts, ids));
            kept.ifPresent(known::add);
        }
        harvest.gone().forEach((id, product) -> {
            if (!ids.contains(id)) {
                report.leaveOut(product, LeftOut.GONE, id);
            }
        });
        known.addAll(fresh(harvest, defectiveParts, ids));
        Comparator<KnownFrame> order = Comparator.comparing((KnownFrame frame) -> !frame.labelled())
                .thenComparing(
                        frame -> CandidatePool.randomKey(
                                rules.seed(), frame.image().sha256()),
                        Long::compareUnsigned)
                .thenComparing(frame -> frame.image().name());
        List<KnownFrame> sorted = known.stream().sorted(order).toList();
        // defective ones first, so that their parts become TEST
        take(sorted.stream()
                .filter(frame -> frame.image().truth().isDefective())
                .toList());
        take(sorted.stream()
                .filter(frame -> !frame.image().truth().isDefective())
                .toList());
    }

    private void take(List<KnownFrame> frames) {
        Map<String, Integer> taken = new HashMap<>();
        for (KnownFrame frame : frames) {
            Image image = frame.image();
            if (taken.getOrDefault(image.product(), 0) >= rules.perProduct()) {
                report.leaveOut(image.product(), LeftOut.CAP, image.name());
            } else {
                roles.settle(image.product(), image.partId(), image.sha256());
                Role wanted =
                        image.truth().isDefective() ? Role.TEST : rules.shares().draw(image.product(), image.part());
                if (place(image, wanted)) {
                    taken.merge(image.product(), 1, Integer::sum);
                }
            }
        }
    }

    /** What an earlier member is now; adds its frame's id when its truth is still known. */
    private Optional<KnownFrame> kept(
            Member member, Origin.FromFrame frame, Harvest harvest, Set<List<String>> defectiveParts, Set<String> ids) {
        Label label = harvest.labels().get(frame.id());
        if (ids.contains(frame.id())) {
            return Optional.empty();
        }
        if (label == null && frame.confirmation() == Origin.Confirmation.LABEL) {
            report.leaveOut(member.product(), LeftOut.LABEL_WITHDRAWN, frame.id());
            return Optional.empty();
        }
        ids.add(frame.id());
        if (label == null && isDefective(member.product(), member.partId(), defectiveParts)) {
            report.leaveOut(member.product(), LeftOut.OVERTURNED, frame.id());
            return Optional.empty();
        }
        return known(frame.id(), frame.from(), member.sha256(), member.product(), member.partId(), label);
    }

    private List<KnownFrame> fresh(Harvest harvest, Set<List<String>> defectiveParts, Set<String> ids) {
        List<KnownFrame> known = new ArrayList<>();
        List<FrameCandidate> unlabelled = new ArrayList<>();
        for (FrameCandidate candidate : harvest.candidates()) {
            Label label = harvest.labels().get(candidate.id());
            boolean isEarlier = ids.contains(candidate.id());
            LeftOut failure = harvest.failures().get(candidate.id());
            if (failure != null && !isEarlier) {
                report.leaveOut(candidate.product(), failure, candidate.id());
                ids.add(candidate.id());
            } else if (label != null) {
                if (ids.add(candidate.id())) {
                    known(candidate, label).ifPresent(known::add);
                }
            } else {
                Optional<LeftOut> reason = reason(candidate, defectiveParts);
                if (reason.isEmpty()) {
                    unlabelled.add(candidate);
                } else if (!isEarlier) {
                    report.leaveOut(candidate.product(), reason.get(), candidate.id());
                }
            }
        }
        Set<String> tail = tail(unlabelled);
        for (FrameCandidate candidate : unlabelled) {
            // a frame that was taken before is not left out by later scores
            if (ids.add(candidate.id())) {
                if (tail.contains(candidate.id())) {
                    report.leaveOut(candidate.product(), LeftOut.MOST_ANOMALOUS, candidate.id());
                } else {
                    known(candidate, null).ifPresent(known::add);
                }
            }
        }
        return known;
    }

    private Optional<LeftOut> reason(FrameCandidate candidate, Set<List<String>> defectiveParts) {
        if (candidate.decision() != Decision.PASS) {
            return Optional.of(LeftOut.NOT_CONFIRMED);
        }
        if (isDefective(candidate.product(), candidate.partId(), defectiveParts)) {
            return Optional.of(LeftOut.OVERTURNED);
        }
        if (candidate.byMinimumArea()) {
            return Optional.of(LeftOut.MINIMUM_AREA);
        }
        return candidate.decidedAt().isAfter(now.minus(rules.quarantine()))
                ? Optional.of(LeftOut.QUARANTINE)
                : Optional.empty();
    }

    /** The frames with the highest scores of each product, camera and model. */
    private Set<String> tail(List<FrameCandidate> candidates) {
        Map<List<String>, List<FrameCandidate>> groups = new LinkedHashMap<>();
        for (FrameCandidate candidate : candidates) {
            if (candidate.score().isPresent()) {
                groups.computeIfAbsent(
                                List.of(
                                        candidate.product(),
                                        candidate.camera(),
                                        candidate.model().orElse("")),
                                group -> new ArrayList<>())
                        .add(candidate);
            }
        }
        Set<String> tail = new HashSet<>();
        for (List<FrameCandidate> group : groups.values()) {
            group.stream()
                    .sorted(Comparator.comparing((FrameCandidate candidate) ->
                                    -candidate.score().getAsDouble())
                            .thenComparing(FrameCandidate::id))
                    .limit(Math.round(group.size() * rules.leaveOut()))
                    .forEach(candidate -> tail.add(candidate.id()));
        }
        return tail;
    }

    private Set<List<String>> defectiveParts(Harvest harvest) {
        Set<List<String>> parts = new HashSet<>();
        for (FrameCandidate candidate : harvest.candidates()) {
            if (isDefective(harvest.labels().get(candidate.id()))) {
                candidate.partId().ifPresent(part -> parts.add(List.of(candidate.product(), part)));
            }
        }
        for (Member member : earlier.members()) {
            boolean defective = member.origin()
                    .fold(golden -> false, frame -> isDefective(harvest.labels().get(frame.id())));
            if (defective) {
                member.partId().ifPresent(part -> parts.add(List.of(member.product(), part)));
            }
        }
        return parts;
    }

    /** Labels of frames that no verdict and no earlier member knows: their ids may be mistyped. */
    private Optional<String> labelsWithoutFrame(Harvest harvest) {
        Set<String> frames = new HashSet<>(harvest.gone().keySet());
        harvest.candidates().forEach(candidate -> frames.add(candidate.id()));
        earlier.members().forEach(member -> member.origin()
                .<Optional<String>>fold(file -> Optional.empty(), frame -> Optional.of(frame.id()))
                .ifPresent(frames::add));
        List<String> without = harvest.labels().keySet().stream()
                .filter(id -> !frames.contains(id))
                .sorted()
                .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "labels of frames for which no verdict was found: " + without.size() + ", such as "
                                + String.join(", ", without.subList(0, Math.min(LABELS_SHOWN, without.size())))
                                + "; they have no effect. Either a frame id is mistyped (then withdraw the label), or the frame is older than the topics keep");
    }

    private static boolean isDefective(Label label) {
        return label != null && label.quality() == Label.Quality.DEFECTIVE;
    }

    private static boolean isDefective(String product, Optional<String> partId, Set<List<String>> defectiveParts) {
        return partId.map(part -> defectiveParts.contains(List.of(product, part)))
                .orElse(false);
    }

    private static Optional<KnownFrame> known(FrameCandidate candidate, Label label) {
        return known(
                candidate.id(), candidate.camera(), candidate.sha256(), candidate.product(), candidate.partId(), label);
    }

    private static Optional<KnownFrame> known(
            String id, String camera, String sha256, String product, Optional<String> partId, Label label) {
        Truth truth = isDefective(label)
                ? new Truth.Defective(label.defect()
                        .filter(kind -> !kind.equals(TestPhotograph.GOOD))
                        .orElse(Truth.Defective.UNNAMED))
                : Truth.good();
        Origin.Confirmation confirmation = label == null ? Origin.Confirmation.VERDICT : Origin.Confirmation.LABEL;
        return Optional.of(new KnownFrame(
                new Image(id, new Origin.FromFrame(id, camera, confirmation), sha256, product, partId, truth),
                label != null));
    }
}
