// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Moves or deletes files that were sent or refused. */
final class PostSendAction {

    private final Path folder;
    private final FolderConfig.AfterSending after;
    private final Optional<Path> moveTo;
    private final Optional<Path> rejectedTo;

    PostSendAction(FolderConfig config) {
        this.folder = config.path();
        this.after = config.after();
        this.moveTo = config.moveTo();
        this.rejectedTo = config.rejectedTo();
    }

    /**
     * Applies the action to a sent file.
     *
     * @param id distinguishes the file from an earlier one of the same name in the target folder
     * @return whether the file was removed from the folder
     */
    boolean sent(String path, String id) throws IOException {
        switch (after) {
            case MOVE -> move(folder.resolve(path), moveTo.orElseThrow(), id);
            case DELETE -> Files.deleteIfExists(folder.resolve(path));
            case KEEP -> {
                return false;
            }
        }
        return true;
    }

    /** Applies the action to a refused file. */
    void refused(String path, String id) throws IOException {
        refused(folder.resolve(path), id);
    }

    /** Applies the action to a file that was refused because of its name. */
    void refused(Path file, String id) throws IOException {
        if (rejectedTo.isPresent()) {
            move(file, rejectedTo.get(), id);
        }
    }

    private void move(Path file, Path to, String id) throws IOException {
        Path target = to.resolve(folder.relativize(file));
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        try {
            Files.move(file, target);
        } catch (FileAlreadyExistsException e) {
            Files.move(file, target.resolveSibling(id + "-" + target.getFileName()));
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
        }
    }
}
