// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.image.ImageFault;
import dev.invigil.detector.image.ImageFormat;
import dev.invigil.detector.image.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which files of a folder are images. A file with a usual ending is one, and a problem if it cannot be read; of any other file the first
 * bytes decide. Nothing is left out without a reason.
 */
public final class ImageFiles {
    /** What uploads and downloads that are not finished are called. */
    private static final Set<String> UNFINISHED =
            Set.of("part", "partial", "filepart", "crdownload", "download", "tmp", "temp");

    private static final Set<String> COPIES = Set.of("bak", "orig", "old", "swp");

    private ImageFiles() {}

    /**
     * The images directly in a folder, by name; none when there is no such folder.
     *
     * @param leftOut receives each other file and the reason why it is ignored
     */
    static List<Path> in(Path folder, BiConsumer<Path, String> leftOut) throws IOException {
        return DataFolder.files(folder).stream()
                .filter(file -> {
                    Optional<String> reason = reason(file);
                    reason.ifPresent(text -> leftOut.accept(file, text));
                    return reason.isEmpty();
                })
                .toList();
    }

    /** The same without a word about other files. */
    static List<Path> in(Path folder) throws IOException {
        return in(folder, (file, reason) -> {});
    }

    /**
     * The images in a folder and all folders below it, by path. Symbolic links to folders are not followed.
     *
     * @param leftOut receives each other file and the reason why it is ignored
     * @throws IOException if a folder cannot be read
     */
    public static List<Path> below(Path folder, BiConsumer<Path, String> leftOut) throws IOException {
        List<Path> folders = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                if (!each.equals(folder) && !DataFolder.isData(each)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                folders.add(each);
                return FileVisitResult.CONTINUE;
            }
        });
        List<Path> images = new ArrayList<>();
        for (Path each : folders) {
            images.addAll(in(each, leftOut));
        }
        Collections.sort(images);
        return images;
    }

    /** Why a file is not taken for an image; empty if it is. */
    private static Optional<String> reason(Path file) {
        String ending = DataNames.ending(file);
        if (ImageFormat.isNamedAsImage(file.getFileName().toString())) {
            return Optional.empty();
        }
        if (UNFINISHED.contains(ending)) {
            return Optional.of("an unfinished copy, according to its name");
        }
        if (COPIES.contains(ending) || file.toString().endsWith("~")) {
            return Optional.of("a backup copy, according to its name");
        }
        try (InputStream in = Files.newInputStream(file)) {
            ImageFormat.of(in.readNBytes(ImageFormat.START));
            return Optional.empty();
        } catch (UnreadableImageException e) {
            return Optional.of(e.fault() == ImageFault.UNSUPPORTED ? e.getMessage() : "not an image");
        } catch (IOException e) {
            return Optional.of("cannot be opened: " + e.getMessage());
        }
    }

    /** As a message counts them: {@code 1 file left out: x1.webp (reason)}. */
    static String described(List<String> files) {
        int shown = 5;
        return String.format(
                Locale.ROOT,
                "%d file%s ignored: %s%s",
                files.size(),
                files.size() == 1 ? "" : "s",
                String.join(", ", files.subList(0, Math.min(shown, files.size()))),
                files.size() > shown ? ", …" : "");
    }
}
