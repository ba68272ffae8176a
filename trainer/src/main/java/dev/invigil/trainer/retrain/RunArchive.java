// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.schedule.Trigger;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folders of all runs. One process writes; any of its threads reads. */
public final class RunArchive {
    private static final Logger LOG = LoggerFactory.getLogger(RunArchive.class);

    private final Path runs;

    /** @param work the trainer's folder */
    public RunArchive(Path work) {
        this.runs = work.resolve("runs");
    }

    /** The files of a run, which need not exist. */
    public RunFiles files(RunId id) {
        return new RunFiles(runs.resolve(id.text()));
    }

    /**
     * Makes the folder of a new run.
     *
     * @throws IOException if the disk fails
     */
    public RetrainingRun.Waiting create(Trigger trigger, Instant now) throws IOException {
        Files.createDirectories(runs);
        RunId id = free(now);
        RetrainingRun.Waiting run =
                new RetrainingRun.Waiting(new RetrainingRun.Facts(id, now, List.of(trigger), List.of()));
        try {
            save(run);
        } catch (IOException e) {
            delete(files(id).folder());
            throw e;
        }
        return run;
    }

    private RunId free(Instant now) throws IOException {
        for (int attempt = 1; ; attempt++) {
            RunId id = RunId.of(now, attempt);
            try {
                Files.createDirectory(files(id).folder());
                return id;
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} is taken", id);
            }
        }
    }

    /** Writes a run's state; a process that is killed leaves the state before or this one. */
    public void save(RetrainingRun run) throws IOException {
        JsonFile.write(files(run.id()).state(), run);
    }

    /** The run; empty if there is none, or its state cannot be read (then the log says so). */
    public Optional<RetrainingRun> find(RunId id) {
        Path state = files(id).state();
        if (!Files.exists(state)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonFile.read(state, RetrainingRun.class));
        } catch (IOException | OperatorException e) {
            LOG.warn("the run {} is left out: {}", id, Reason.of(e));
            return Optional.empty();
        }
    }

    /** All runs, the latest first. */
    public List<RetrainingRun> all() throws IOException {
        List<RetrainingRun> found = new ArrayList<>();
        for (RunId id : ids()) {
            find(id).ifPresent(found::add);
        }
        return found;
    }

    /** The ids of all runs, the latest first. */
    public List<RunId> ids() throws IOException {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(folder -> RunId.parse(folder.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    /** Deletes what an unfinished phase has left: temporary files, the half training. The state, the log and complete results stay. */
    public void discardPartial(RunId id) throws IOException {
        RunFiles files = files(id);
        if (!Files.exists(files.bundle())) {
            delete(files.fit());
        }
        if (!Files.exists(files.candidate())) {
            delete(files.reports());
            Files.deleteIfExists(files.active());
        }
        if (!Files.exists(files.gate())) {
            delete(files.gatePages());
        }
        Files.deleteIfExists(files.childLock());
        try (Stream<Path> inside = Files.list(files.folder())) {
            for (Path path : inside.filter(RunArchive::isTemporary).toList()) {
                delete(path);
            }
        }
    }

    private static boolean isTemporary(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
