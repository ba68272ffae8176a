// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what is left out while a snapshot is made. */
final class ReportDraft {
    private static final int EXAMPLES = 10;

    private final Map<String, Map<LeftOut, Count>> leftOut = new TreeMap<>();

    private static final class Count {
        private long count;
        private final List<String> examples = new ArrayList<>();
    }

    void leaveOut(String product, LeftOut reason, String name) {
        Count count = count(product, reason);
        count.count++;
        if (count.examples.size() < EXAMPLES) {
            count.examples.add(name);
        }
    }

    private Count count(String product, LeftOut reason) {
        return leftOut.computeIfAbsent(product, p -> new EnumMap<>(LeftOut.class))
                .computeIfAbsent(reason, r -> new Count());
    }

    SnapshotReport report(Collection<Member> members, Harvest harvest, List<String> notes) {
        TreeSet<String> names = new TreeSet<>(leftOut.keySet());
        members.forEach(member -> names.add(member.product()));
        names.addAll(harvest.production().keySet());
        Map<String, SnapshotReport.Product> products = new TreeMap<>();
        for (String name : names) {
            Map<Role, Integer> golden = new EnumMap<>(Role.class);
            Map<Role, Integer> frames = new EnumMap<>(Role.class);
            int defective = 0;
            for (Member member : members) {
                if (member.product().equals(name)) {
                    member.origin().fold(file -> golden, frame -> frames).merge(member.role(), 1, Integer::sum);
                    defective += member.truth().isDefective() ? 1 : 0;
                }
            }
            Map<LeftOut, SnapshotReport.Omission> omissions = new EnumMap<>(LeftOut.class);
            leftOut.getOrDefault(name, Map.of())
                    .forEach((reason, count) ->
                            omissions.put(reason, new SnapshotReport.Omission(count.count, count.examples)));
            Optional<Harvest.Seen> seen =
                    Optional.ofNullable(harvest.production().get(name));
            products.put(
                    name,
                    new SnapshotReport.Product(
                            golden,
                            frames,
                            defective,
                            omissions,
                            seen.map(Harvest.Seen::verdicts).orElse(0L),
                            seen.map(Harvest.Seen::last)));
        }
        return new SnapshotReport(products, harvest.unreadable(), notes);
    }
}
