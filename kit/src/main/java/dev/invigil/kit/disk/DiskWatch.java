// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.disk;

import dev.invigil.kit.Reason;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.config.Default;
import dev.invigil.kit.config.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports when the disk of a folder has too little free space. Checks at most once per second, when called. After a shortage, 110 % of
 * the minimum must be free again, so that the result does not change with each file. Thread-safe.
 */
public final class DiskWatch {

    /**
     * A folder to watch.
     *
     * @param path need not exist yet
     * @param minimum that must stay free
     */
    public record Folder(Path path, @Default("1GiB") DataSize minimum) {

        public Folder {
            new Requirements()
                    .that(minimum.bytes() >= 1, "minimum", "must be greater than 0")
                    .verify();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<Folder> folders;
    private final FreeSpace space;
    private final LongSupplier nanos;
    private final Set<Path> unreadable = new HashSet<>();
    private boolean looked;
    private long lookedAt;
    private Optional<String> problem = Optional.empty();

    /** @param nanos the time, as {@link System#nanoTime()} */
    public DiskWatch(List<Folder> folders, FreeSpace space, LongSupplier nanos) {
        this.folders = List.copyOf(folders);
        this.space = space;
        this.nanos = nanos;
    }

    /** Which disk has too little space, and what to do; empty when all have enough. */
    public synchronized Optional<String> problem() {
        long now = nanos.getAsLong();
        if (!looked || now - lookedAt >= LOOK_EVERY_NANOS) {
            looked = true;
            lookedAt = now;
            look();
        }
        return problem;
    }

    private void look() {
        Optional<String> found = folders.stream()
                .map(folder -> tooFull(folder, problem.isPresent()))
                .flatMap(Optional::stream)
                .findFirst();
        if (found.isPresent() && problem.isEmpty()) {
            LOG.warn("{}", found.get());
        } else if (found.isEmpty() && problem.isPresent()) {
            LOG.info("all watched disks have enough free space again");
        }
        problem = found;
    }

    private Optional<String> tooFull(Folder folder, boolean again) {
        long free;
        try {
            free = space.usable(folder.path());
            unreadable.remove(folder.path());
        } catch (IOException e) {
            if (unreadable.add(folder.path())) {
                LOG.warn("the free space of {} cannot be read, so it is not checked: {}", folder.path(), Reason.of(e));
            }
            return Optional.empty();
        }
        long minimum = folder.minimum().bytes();
        if (free >= minimum + (again ? minimum / 10 : 0)) {
            return Optional.empty();
        }
        String wanted = free < minimum ? "less than " + folder.minimum() : "less than 110 % of " + folder.minimum();
        return Optional.of("the disk of " + folder.path() + " has " + (free >> 20) + " MiB free, " + wanted
                + "; free space on it, or keep frames for a shorter time");
    }
}
