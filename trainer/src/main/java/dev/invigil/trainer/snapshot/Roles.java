// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roles that parts and images have. Once given, a role stays. */
final class Roles {
    private final Map<String, Role> images = new HashMap<>();
    private final Map<List<String>, Role> parts = new HashMap<>();

    /** Roles of these members. Where they contradict each other, TEST wins over CALIBRATE, and that over TRAIN. */
    static Roles of(Collection<Member> members) {
        Roles roles = new Roles();
        for (Member member : members) {
            roles.images.merge(member.sha256(), member.role(), Roles::strictest);
            member.partId()
                    .ifPresent(part ->
                            roles.parts.merge(List.of(member.product(), part), member.role(), Roles::strictest));
        }
        return roles;
    }

    private static Role strictest(Role one, Role other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** The role that the image must have: that of its part, else its own; empty if neither has one. */
    Optional<Role> of(String product, Optional<String> partId, String sha256) {
        return partId.map(part -> parts.get(List.of(product, part))).or(() -> Optional.ofNullable(images.get(sha256)));
    }

    /** Whether the part has one role and the image another. */
    boolean isContradictory(String product, Optional<String> partId, String sha256) {
        Optional<Role> part = partId.map(id -> parts.get(List.of(product, id)));
        Role image = images.get(sha256);
        return part.isPresent() && image != null && part.get() != image;
    }

    void give(String product, Optional<String> partId, String sha256, Role role) {
        images.putIfAbsent(sha256, role);
        partId.ifPresent(part -> parts.putIfAbsent(List.of(product, part), role));
    }

    /** Where the image has a role and its part has none, the part takes it. */
    void settle(String product, Optional<String> partId, String sha256) {
        Role image = images.get(sha256);
        if (image != null) {
            partId.ifPresent(part -> parts.putIfAbsent(List.of(product, part), image));
        }
    }
}
