// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import java.util.List;
import java.util.Set;

/**
 * The members of all earlier snapshots.
 *
 * @param members each of them; a member that is in several snapshots comes once
 * @param lost digests of frames' images that are no longer in the store: the roles of these members still count
 */
public record EarlierMembers(List<Member> members, Set<String> lost) {
    /** Before the first snapshot. */
    public static final EarlierMembers NONE = new EarlierMembers(List.of(), Set.of());

    public EarlierMembers {
        members = List.copyOf(members);
        lost = Set.copyOf(lost);
    }

    /** The members whose images are there. */
    List<Member> usable() {
        return members.stream()
                .filter(member -> !lost.contains(member.sha256()))
                .toList();
    }
}
