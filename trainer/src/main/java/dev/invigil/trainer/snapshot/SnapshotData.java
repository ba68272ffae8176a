// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.Picture;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.benchmark.dataset.TestPhotograph;
import dev.invigil.detector.bundle.TrainingPictures;
import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.decision.GoodParts;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.calibrate.Calibration;
import dev.invigil.trainer.train.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A snapshot with the files of its members, each verified by its digest.
 *
 * @param snapshot the list
 * @param images the file of each member
 * @param masks the mask file of each golden defect that has one
 */
public record SnapshotData(Snapshot snapshot, Map<Member, Path> images, Map<Member, Path> masks) {
    private static final int SHOWN = 5;

    /** Images of one part are next to each other, and so are files of one folder and frames of one camera. */
    private static final Comparator<Member> NEIGHBOURS = Comparator.comparing(
                    (Member member) -> member.origin().fold(Origin.Golden::file, Origin.FromFrame::from))
            .thenComparing(Member::part)
            .thenComparing(Member::sha256);

    public SnapshotData {
        images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
        masks = Map.copyOf(masks);
    }

    /**
     * Finds and verifies all files; reads each of them once.
     *
     * @param golden the golden data set's folder
     * @param store keeps the images of frames
     * @throws OperatorException if a file is missing or was changed
     * @throws IOException if the disk fails
     */
    public static SnapshotData open(Snapshot snapshot, Path golden, SnapshotStore store) throws IOException {
        Map<Member, Path> images = new LinkedHashMap<>();
        Map<Member, Path> masks = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (Member member : snapshot.members()) {
            Optional<Path> image = member.origin()
                    .fold(file -> Optional.of(golden.resolve(file.file())), frame -> store.image(member.sha256()));
            verify(image, member.sha256(), describe(member, golden), problems);
            image.ifPresent(file -> images.put(member, file));
            Optional<Origin.Mask> mask = member.origin().fold(Origin.Golden::mask, frame -> Optional.empty());
            if (mask.isPresent()) {
                Path file = golden.resolve(mask.get().file());
                verify(Optional.of(file), mask.get().sha256(), file.toString(), problems);
                masks.put(member, file);
            }
        }
        if (!problems.isEmpty()) {
            throw new OperatorException("the snapshot " + snapshot.digest() + " cannot be used: "
                    + String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + (problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "")
                    + ". Restore the files, or start a new run, which makes a new snapshot");
        }
        return new SnapshotData(snapshot, images, masks);
    }

    private static String describe(Member member, Path golden) {
        return member.origin()
                .fold(
                        file -> golden.resolve(file.file()).toString(),
                        frame -> "the image of frame " + frame.id() + " (" + member.sha256() + ")");
    }

    private static void verify(Optional<Path> file, String sha256, String name, List<String> problems)
            throws IOException {
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            problems.add(name + " is missing");
        } else if (!Sha256.of(file.get()).equals(sha256)) {
            problems.add(name + " was changed since the snapshot was made");
        }
    }

    /**
     * The members to train on and to calibrate with. A product that has no member to train on, or too few to calibrate with, is left
     * out: {@link #untrainable} names it.
     *
     * @param rates for which the calibration parts must be enough
     * @throws BrokenDataException if no product is left, with the reason of each
     */
    public TrainingData training(FalseRejectRates rates) {
        Map<String, String> leftOut = untrainable(rates);
        Map<String, GoodParts<Picture>> parts = new LinkedHashMap<>();
        List<Picture> order = new ArrayList<>();
        List<String> trained = new ArrayList<>();
        Map<Picture, String> names = new HashMap<>();
        for (String product : snapshot.products()) {
            if (!leftOut.containsKey(product)) {
                Map<Picture, Member> members = new LinkedHashMap<>();
                GoodParts<Picture> split = GoodParts.given(
                        pictures(product, Role.TRAIN, members),
                        pictures(product, Role.CALIBRATE, members),
                        image -> members.get(image).part());
                parts.put(product, split);
                members.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(NEIGHBOURS))
                        .map(Map.Entry::getKey)
                        .forEach(order::add);
                for (Picture image : split.training().list()) {
                    Member member = members.get(image);
                    trained.add(member.sha256());
                    names.put(image, member.origin().fold(Origin.Golden::file, Origin.FromFrame::id));
                    member.partId().ifPresent(part -> trained.add(TrainingPictures.ofPart(product, part)));
                }
            }
        }
        if (parts.isEmpty()) {
            List<String> problems = new ArrayList<>();
            leftOut.forEach((product, reason) -> problems.add(product + ": " + reason));
            if (problems.isEmpty()) {
                problems.add("it has no good part; add images of good parts to the golden data set");
            }
            throw new BrokenDataException("the snapshot " + snapshot.digest(), problems);
        }
        return new TrainingData(parts, order, TrainingPictures.of(trained), snapshot.digest(), names);
    }

    /**
     * The products with good parts that cannot be trained, each with the reason and the remedy.
     *
     * @param rates for which the calibration parts must be enough
     */
    public Map<String, String> untrainable(FalseRejectRates rates) {
        Map<String, String> reasons = new TreeMap<>();
        for (String product : snapshot.products()) {
            int train = snapshot.members(product, Role.TRAIN).size();
            int calibrate = snapshot.members(product, Role.CALIBRATE).size();
            if (train == 0) {
                reasons.put(product, "it has no good part to train on; collect images of good parts");
            } else {
                Calibration.refusal(calibrate, rates).ifPresent(reason -> reasons.put(product, reason));
            }
        }
        return reasons;
    }

    /** The TEST members as a data set, in the order of the snapshot; products without any are left out. */
    public List<ProductClass> evaluation() {
        List<ProductClass> classes = new ArrayList<>();
        for (String product : snapshot.products()) {
            List<TestPhotograph> test = snapshot.members(product, Role.TEST).stream()
                    .map(member -> new TestPhotograph(
                            Picture.of(images.get(member)),
                            member.truth().kind(),
                            Optional.ofNullable(masks.get(member)),
                            member.partId()))
                    .toList();
            if (!test.isEmpty()) {
                classes.add(new ProductClass(product, List.of(), test));
            }
        }
        return classes;
    }

    private List<Picture> pictures(String product, Role role, Map<Picture, Member> members) {
        List<Picture> pictures = new ArrayList<>();
        for (Member member : snapshot.members(product, role)) {
            Picture picture = Picture.of(images.get(member));
            members.put(picture, member);
            pictures.add(picture);
        }
        return pictures;
    }
}
