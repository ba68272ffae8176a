// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A note that a scorer stores outside its process before it processes records of a partition. After a crash it tells the next scorer which
 * records may have caused the crash.
 *
 * @param end records before this offset may have been in process
 * @param alone the single record that was in process, if it was processed alone
 * @param poison records that are not processed any more
 */
public record WorkNote(long end, OptionalLong alone, Set<Long> poison) {
    private static final Pattern TEXT = Pattern.compile("v1;alone=(\\d{0,19});poison=([\\d,]*)");

    /** Largest number that fits into the metadata of an offset (4096 characters by default). */
    private static final int MOST_POISON = 150;

    public WorkNote {
        poison = Set.copyOf(poison);
    }

    /** No record was in process. */
    static WorkNote upTo(long end) {
        return new WorkNote(end, OptionalLong.empty(), Set.of());
    }

    /** As metadata of the offset {@link #end}. */
    public String metadata() {
        return "v1;alone=" + (alone.isPresent() ? Long.toString(alone.getAsLong()) : "") + ";poison="
                + new TreeSet<>(poison)
                        .stream().limit(MOST_POISON).map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Parses {@link #metadata()}; empty for any other text. */
    public static Optional<WorkNote> of(long end, String metadata) {
        Matcher match = TEXT.matcher(metadata);
        if (!match.matches()) {
            return Optional.empty();
        }
        try {
            Set<Long> poison = new TreeSet<>();
            for (String offset : match.group(2).split(",")) {
                if (!offset.isEmpty()) {
                    poison.add(Long.valueOf(offset));
                }
            }
            String alone = match.group(1);
            return Optional.of(new WorkNote(
                    end, alone.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(alone)), poison));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
