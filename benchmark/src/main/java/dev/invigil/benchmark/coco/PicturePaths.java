// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import dev.invigil.benchmark.BenchmarkException;
import dev.invigil.benchmark.coco.CocoAdBuilder.Listener;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Paths of the benchmark's images as the meta files contain them: relative to the benchmark's folder, with slashes. */
final class PicturePaths {
    private final CocoFolder coco;
    private final Path out;
    private final ImagePlacement placement;
    private final String prefix;

    private PicturePaths(CocoFolder coco, Path out, ImagePlacement placement, String prefix) {
        this.coco = coco;
        this.out = out;
        this.placement = placement;
        this.prefix = prefix;
    }

    /** @param out an existing folder; if it is COCO's own folder, the images need not be placed */
    static PicturePaths of(CocoFolder coco, Path out, ImagePlacement placement) throws IOException {
        if (placement != ImagePlacement.REFERENCE && !Files.isSameFile(coco.root(), out)) {
            return new PicturePaths(coco, out, placement, "");
        }
        Path way = out.toRealPath().relativize(coco.root().toRealPath());
        String prefix = way.toString().isEmpty() ? "" : way.toString().replace('\\', '/') + "/";
        return new PicturePaths(coco, out, ImagePlacement.REFERENCE, prefix);
    }

    String of(String part, AnnotatedImage image) {
        return prefix + part + "/" + image.file();
    }

    /** Links or copies what is not there yet. */
    void place(List<AnnotatedImage> train, List<AnnotatedImage> val, Listener listener) throws IOException {
        if (placement == ImagePlacement.REFERENCE) {
            return;
        }
        int total = train.size() + val.size();
        place(CocoFolder.VAL, val, done -> listener.placed(done, total));
        place(CocoFolder.TRAIN, train, done -> listener.placed(val.size() + done, total));
    }

    private interface Placed {
        void placed(int done);
    }

    private void place(String part, List<AnnotatedImage> images, Placed placed) throws IOException {
        Path folder = Files.createDirectories(out.resolve(part));
        int done = 0;
        for (AnnotatedImage image : images) {
            place(coco.pictures(part).resolve(image.file()), folder.resolve(image.file()));
            placed.placed(++done);
        }
    }

    private void place(Path picture, Path target) throws IOException {
        boolean there = Files.exists(target);
        if (placement == ImagePlacement.COPY) {
            if (!there || Files.size(target) != Files.size(picture)) {
                Files.copy(picture, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } else if (!there || !Files.isSameFile(target, picture)) {
            try {
                Files.deleteIfExists(target);
                Files.createLink(target, picture);
            } catch (FileSystemException | UnsupportedOperationException e) {
                throw new BenchmarkException(
                        target + ": cannot be a hard link to " + picture + " (another disk?); use --images copy", e);
            }
        }
    }
}
