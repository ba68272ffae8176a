// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a snapshot was made of, and what was left out.
 *
 * @param products by name
 * @param unreadableRecords records of the topics that could not be read
 * @param notes about the golden data, a line each
 */
public record SnapshotReport(Map<String, Product> products, long unreadableRecords, List<String> notes) {
    public SnapshotReport {
        products = Collections.unmodifiableMap(new TreeMap<>(products));
        notes = List.copyOf(notes);
    }

    /**
     * A product.
     *
     * @param golden members from the golden data, by role
     * @param frames members from frames, by role
     * @param defective how many of the members show a defect
     * @param leftOut what was left out, by reason
     * @param verdicts how many verdicts of this product were read
     * @param lastVerdict when the latest verdict of this product was made
     */
    public record Product(
            Map<Role, Integer> golden,
            Map<Role, Integer> frames,
            int defective,
            Map<LeftOut, Omission> leftOut,
            long verdicts,
            Optional<Instant> lastVerdict) {
        public Product {
            golden = Collections.unmodifiableMap(copy(golden, Role.class));
            frames = Collections.unmodifiableMap(copy(frames, Role.class));
            leftOut = Collections.unmodifiableMap(copy(leftOut, LeftOut.class));
        }

        /** How many members have this role. */
        public int members(Role role) {
            return golden.getOrDefault(role, 0) + frames.getOrDefault(role, 0);
        }

        /** How many images were left out for this reason. */
        public long leftOut(LeftOut reason) {
            return leftOut.containsKey(reason) ? leftOut.get(reason).count() : 0;
        }
    }

    /**
     * Images that were left out for one reason.
     *
     * @param count how many
     * @param examples some of them: golden files and frame ids
     */
    public record Omission(long count, List<String> examples) {
        public Omission {
            examples = List.copyOf(examples);
        }
    }

    /** Products that are in the snapshot, but of which the line has produced no verdict; empty when it has produced none at all. */
    public List<String> vanished() {
        if (products.values().stream().allMatch(product -> product.verdicts() == 0)) {
            return List.of();
        }
        return products.entrySet().stream()
                .filter(entry -> entry.getValue().verdicts() == 0)
                .filter(entry -> entry.getValue().members(Role.TRAIN) > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The report for the operator, a line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        products.forEach((name, product) -> {
            lines.add("%s: %d train, %d calibrate, %d test (%d of them defective); %d from frames"
                    .formatted(
                            name,
                            product.members(Role.TRAIN),
                            product.members(Role.CALIBRATE),
                            product.members(Role.TEST),
                            product.defective(),
                            product.frames().values().stream()
                                    .mapToInt(Integer::intValue)
                                    .sum()));
            if (!product.leftOut().isEmpty()) {
                lines.add(name + ": left out: "
                        + product.leftOut().entrySet().stream()
                                .map(entry -> entry.getValue().count() + " "
                                        + entry.getKey().text())
                                .collect(Collectors.joining(", ")));
            }
        });
        vanished()
                .forEach(name -> lines.add(name + ": no verdict of this product was found; its frames are those of"
                        + " earlier snapshots"));
        if (unreadableRecords > 0) {
            lines.add("records that could not be read: " + unreadableRecords);
        }
        lines.addAll(notes);
        return lines;
    }

    private static <K extends Enum<K>, V> Map<K, V> copy(Map<K, V> map, Class<K> type) {
        Map<K, V> copy = new EnumMap<>(type);
        copy.putAll(map);
        return copy;
    }
}
