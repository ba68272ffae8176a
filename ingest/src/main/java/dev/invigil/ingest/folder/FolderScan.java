// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans a folder and everything below it. Links are followed, except links to a parent folder, which would show each file several times.
 * {@link FolderRules} decides which names are ignored.
 */
final class FolderScan {

    /**
     * The result of a scan.
     *
     * @param unusable files whose names cannot be converted to text and back
     * @param directories all of them, the starting one first
     * @param failure why a part could not be scanned, if so
     */
    record Seen(
            List<StabilityCheck.Look> files,
            List<Unusable> unusable,
            List<Path> directories,
            Optional<String> failure) {

        private static final Seen NOTHING = new Seen(List.of(), List.of(), List.of(), Optional.empty());
    }

    /** A file whose name is not text in the encoding that Java uses for file names. */
    record Unusable(Path path, FileState state) {

        /** Identifies the file: the bytes of its name, percent-encoded. */
        String key() {
            return path.toUri().toString();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(FolderScan.class);

    private final Path folder;
    private final Set<Path> excluded;
    /** Links to parent folders that were already logged. */
    private final Set<Path> loops = new HashSet<>();

    /** @param excluded directories below the folder that are not scanned */
    FolderScan(Path folder, Set<Path> excluded) {
        this.folder = folder;
        this.excluded =
                excluded.stream().map(path -> path.toAbsolutePath().normalize()).collect(Collectors.toSet());
    }

    /**
     * Scans everything below the directory. A link to any folder on the way from the watched folder to the directory is not followed, so
     * that a scan that begins lower sees no more than a scan of the watched folder.
     *
     * @param directory the watched folder, or a directory below it
     * @throws IOException when the directory itself cannot be read
     */
    Seen below(Path directory) throws IOException {
        Set<Object> targets = targets();
        Set<Object> parents = new HashSet<>();
        for (Path parent : parents(directory)) {
            Object identity = identity(parent);
            if (targets.contains(identity)) {
                return Seen.NOTHING;
            }
            if (!parents.add(identity)) {
                logLoop(parent);
                return Seen.NOTHING;
            }
        }
        List<StabilityCheck.Look> files = new ArrayList<>();
        List<Unusable> unusable = new ArrayList<>();
        List<Path> directories = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Files.walkFileTree(
                directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                            throws IOException {
                        boolean hidden = !path.equals(folder) && FolderRules.isIgnored(name(path));
                        if (hidden || excluded.contains(path.toAbsolutePath().normalize())) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Object identity;
                        try {
                            identity = identity(path, attributes);
                        } catch (IOException e) {
                            visitFileFailed(path, e);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (targets.contains(identity)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (parents.contains(identity)) {
                            logLoop(path);
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        directories.add(path);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && !FolderRules.isIgnored(name(path))) {
                            Optional<String> name = usable(path);
                            if (name.isPresent()) {
                                files.add(new StabilityCheck.Look(name.get(), state(attributes)));
                            } else {
                                unusable.add(new Unusable(path, state(attributes)));
                            }
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                        if (path.equals(directory)) {
                            throw e;
                        }
                        if (e instanceof FileSystemLoopException) {
                            logLoop(path);
                        } else if (!(e instanceof NoSuchFileException)) {
                            failures.add(path + " cannot be read: " + e.getMessage());
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path path, IOException e) {
                        if (e != null) {
                            failures.add(path + " cannot be read completely: " + e.getMessage());
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new Seen(files, unusable, directories, failures.stream().findFirst());
    }

    /** The watched folder and the directories below it that contain the directory, from the top. */
    private List<Path> parents(Path directory) {
        if (directory.equals(folder)) {
            return List.of();
        }
        Path below = folder.relativize(directory);
        List<Path> parents = new ArrayList<>();
        parents.add(folder);
        for (int names = 1; names < below.getNameCount(); names++) {
            parents.add(folder.resolve(below.subpath(0, names)));
        }
        return parents;
    }

    /** Identifies the directories that are not scanned, as links may lead to them under other names. */
    private Set<Object> targets() {
        Set<Object> targets = new HashSet<>();
        for (Path path : excluded) {
            try {
                targets.add(identity(path));
            } catch (IOException e) {
                LOG.debug("{} does not exist yet, or cannot be read", path, e);
            }
        }
        return targets;
    }

    private static Object identity(Path directory) throws IOException {
        return identity(directory, Files.readAttributes(directory, BasicFileAttributes.class));
    }

    /** Equal for all paths to the same directory; file systems without file keys need the real path. */
    private static Object identity(Path directory, BasicFileAttributes attributes) throws IOException {
        Object key = attributes.fileKey();
        return key == null ? directory.toRealPath() : key;
    }

    /** Logs once for each path. */
    private void logLoop(Path path) {
        if (loops.add(path)) {
            LOG.warn("the link {} points to one of its parent folders and is not followed", path);
        }
    }

    /** Checks one file again; null when it was removed or is not a regular file. */
    FileState look(String relativePath) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(folder.resolve(relativePath), BasicFileAttributes.class);
            return attributes.isRegularFile() ? state(attributes) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static FileState state(BasicFileAttributes attributes) {
        return new FileState(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /** The path below the folder as text, if that text identifies the file. */
    private Optional<String> usable(Path path) {
        String text = relative(path);
        try {
            return folder.resolve(text).equals(path) ? Optional.of(text) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private String relative(Path path) {
        return StreamSupport.stream(folder.relativize(path).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }
}
