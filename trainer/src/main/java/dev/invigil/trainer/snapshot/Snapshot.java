// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A training set: an immutable list of images with their roles, named by its digest. It says nothing about when or by whom it was made, so
 * the same members are the same snapshot.
 *
 * @param members by product, then by digest
 */
public record Snapshot(List<Member> members) {
    private static final Comparator<Member> ORDER =
            Comparator.comparing(Member::product).thenComparing(Member::sha256);

    /** @throws IllegalArgumentException if an image is there twice in a product, or a part or an image has two roles */
    public Snapshot {
        members = members.stream().sorted(ORDER).toList();
        Set<List<String>> images = new HashSet<>();
        Map<List<String>, Role> roles = new HashMap<>();
        for (Member member : members) {
            if (!images.add(List.of(member.product(), member.sha256()))) {
                throw new IllegalArgumentException(
                        "the image " + member.sha256() + " is twice in the product " + member.product());
            }
            requireSame(roles, List.of(member.sha256()), member);
            member.partId().ifPresent(part -> requireSame(roles, List.of(member.product(), part), member));
        }
    }

    private static void requireSame(Map<List<String>, Role> roles, List<String> part, Member member) {
        Role before = roles.putIfAbsent(part, member.role());
        if (before != null && before != member.role()) {
            throw new IllegalArgumentException(
                    String.join(", part ", part) + " is both " + before + " and " + member.role());
        }
    }

    /** SHA-256 of the snapshot as it is written: its name. */
    public String digest() {
        return SnapshotJson.digest(this);
    }

    /** The products, sorted. */
    public List<String> products() {
        return List.copyOf(members.stream().map(Member::product).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The members of a product that have this role. */
    public List<Member> members(String product, Role role) {
        return members.stream()
                .filter(member -> member.role() == role && member.product().equals(product))
                .toList();
    }
}
