// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Relieved;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.tensor.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Candidates out of any number of verdicts, in bounded memory: all labelled frames, of each product and camera a random sample of the PASS
 * frames, and the latest frames of other decisions, which labels are most likely to be about. Not thread-safe.
 *
 * <p>The sample is that of {@link SnapshotBuilder}: the smallest random keys, which follow from the seed and the image. So it is uniform
 * over all verdicts, copies of one image count once, and it does not depend on how often or from where verdicts are read.
 */
final class CandidatePool {
    private static final int DEFAULT_BUDGET = 100_000;
    private static final int RECENT = 10_000;

    private final long seed;
    private final int budget;
    private int perGroup;
    private int sampled;
    private final Map<List<String>, TreeMap<Long, FrameCandidate>> samples = new HashMap<>();
    private final Map<String, FrameCandidate> labelled = new HashMap<>();
    private final Map<String, FrameCandidate> recent = new LinkedHashMap<>();
    private final Map<String, String> gone = new HashMap<>();
    private final Map<String, Harvest.Seen> production = new HashMap<>();
    private Set<String> labels = Set.of();

    /** @param perGroup how many PASS frames of a product and camera; fewer when there are very many products and cameras */
    CandidatePool(long seed, int perGroup) {
        this(seed, perGroup, DEFAULT_BUDGET);
    }

    /** @param budget most PASS frames in all */
    CandidatePool(long seed, int perGroup, int budget) {
        this.seed = seed;
        this.perGroup = Math.max(1, perGroup);
        this.budget = budget;
    }

    /**
     * Tells which frames have labels now.
     *
     * @return those of them whose verdict is not known here
     */
    Set<String> labelled(Set<String> ids) {
        labels = Set.copyOf(ids);
        gone.keySet().retainAll(labels);
        List<FrameCandidate> noLonger = labelled.values().stream()
                .filter(candidate -> !labels.contains(candidate.id()))
                .toList();
        labelled.keySet().retainAll(labels);
        noLonger.forEach(this::take);
        Set<String> missing = new HashSet<>(labels);
        missing.removeAll(labelled.keySet());
        missing.removeAll(gone.keySet());
        Map<String, FrameCandidate> found = new HashMap<>();
        recent.values().stream()
                .filter(candidate -> missing.contains(candidate.id()))
                .forEach(candidate -> found.put(candidate.id(), candidate));
        samples.values().stream()
                .flatMap(group -> group.values().stream())
                .filter(candidate -> missing.contains(candidate.id()))
                .forEach(candidate -> found.put(candidate.id(), candidate));
        labelled.putAll(found);
        missing.removeAll(found.keySet());
        return missing;
    }

    /**
     * Takes a verdict into account; a frame without a product or an image digest cannot become a member.
     *
     * @param exists whether its frame is still there
     */
    void take(Verdict verdict, boolean exists) {
        Optional<String> named = verdict.productId().filter(Frame::isText);
        if (named.isEmpty()) {
            return;
        }
        String product = named.get();
        production.merge(
                product,
                new Harvest.Seen(1, verdict.creationTime()),
                (before, one) -> new Harvest.Seen(
                        before.verdicts() + 1, before.last().isAfter(one.last()) ? before.last() : one.last()));
        if (exists) {
            candidate(verdict).ifPresent(this::take);
        } else if (labels.contains(verdict.frameId())) {
            gone.put(verdict.frameId(), product);
        }
    }

    /** Takes a verdict into account that was read before: of use if its frame was labelled since. */
    void takeAgain(Verdict verdict, boolean exists) {
        if (labels.contains(verdict.frameId())
                && verdict.productId().filter(Frame::isText).isPresent()) {
            if (exists) {
                candidate(verdict).ifPresent(candidate -> labelled.putIfAbsent(candidate.id(), candidate));
            } else {
                gone.put(verdict.frameId(), verdict.productId().get());
            }
        }
    }

    private void take(FrameCandidate candidate) {
        if (labels.contains(candidate.id())) {
            labelled.putIfAbsent(candidate.id(), candidate);
        } else if (candidate.decision() == Decision.PASS) {
            sample(candidate);
        } else {
            recent.putIfAbsent(candidate.id(), candidate);
            if (recent.size() > RECENT) {
                recent.remove(recent.keySet().iterator().next());
            }
        }
    }

    private void sample(FrameCandidate candidate) {
        TreeMap<Long, FrameCandidate> group = samples.computeIfAbsent(
                List.of(candidate.product(), candidate.camera()), key -> new TreeMap<>(Long::compareUnsigned));
        int before = group.size();
        group.putIfAbsent(randomKey(seed, candidate.sha256()), candidate);
        trim(group);
        sampled += group.size() - before;
        while (sampled > budget && perGroup > 1) {
            perGroup /= 2;
            samples.values().forEach(this::trim);
            sampled = samples.values().stream().mapToInt(TreeMap::size).sum();
        }
    }

    private void trim(NavigableMap<Long, FrameCandidate> group) {
        while (group.size() > perGroup) {
            group.pollLastEntry();
        }
    }

    /** The order of the sample: the smallest keys, as unsigned numbers, are taken. */
    static long randomKey(long seed, String sha256) {
        return Sha256.first64Bits((seed + " " + sha256).getBytes(UTF_8));
    }

    /** Forgets the frames that no longer exist. */
    void forget(Predicate<RecordPosition> isGone) {
        samples.values().forEach(group -> group.values().removeIf(candidate -> isGone.test(candidate.position())));
        samples.values().removeIf(TreeMap::isEmpty);
        sampled = samples.values().stream().mapToInt(TreeMap::size).sum();
        recent.values().removeIf(candidate -> isGone.test(candidate.position()));
        labelled.values().removeIf(candidate -> {
            boolean forgotten = isGone.test(candidate.position());
            if (forgotten) {
                gone.put(candidate.id(), candidate.product());
            }
            return forgotten;
        });
    }

    /** Labelled frames that no longer exist: their products by frame id. */
    Map<String, String> gone() {
        return Map.copyOf(gone);
    }

    /** The labelled frames and the sample, the earliest verdict first. */
    List<FrameCandidate> candidates() {
        List<FrameCandidate> all = new ArrayList<>(labelled.values());
        samples.values().stream()
                .flatMap(group -> group.values().stream())
                .filter(candidate -> !labelled.containsKey(candidate.id()))
                .forEach(all::add);
        all.sort(Comparator.comparing(FrameCandidate::decidedAt).thenComparing(FrameCandidate::id));
        return all;
    }

    Map<String, Harvest.Seen> production() {
        return Map.copyOf(production);
    }

    private static Optional<FrameCandidate> candidate(Verdict verdict) {
        Instant at = verdict.creationTime();
        return verdict.digest()
                .filter(Sha256::isDigest)
                .map(digest -> new FrameCandidate(
                        verdict.frameId(),
                        verdict.camera(),
                        verdict.productId().orElseThrow(),
                        verdict.partId(),
                        digest,
                        verdict.position(),
                        verdict.decision(),
                        at,
                        verdict.score(),
                        verdict.model().map(model -> model.digest()),
                        verdict.relieved().map(Relieved::byMinimumArea).orElse(false)));
    }
}
