// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import dev.invigil.benchmark.coco.CocoAdBuilder.Listener;
import dev.invigil.benchmark.dataset.BrokenDataException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** COCO 2017 as it is unpacked: {@code annotations/instances_PART2017.json} and the folder {@code PART2017}, for both parts. */
final class CocoFolder {
    static final String TRAIN = "train2017";
    static final String VAL = "val2017";

    private final Path root;

    /** @throws BrokenDataException naming everything that is missing */
    CocoFolder(Path root) {
        this.root = root;
        List<String> problems = new ArrayList<>();
        if (!Files.isDirectory(root)) {
            problems.add(
                    "no such folder; --coco must name the folder that contains annotations, train2017 and val2017");
        } else {
            for (String part : List.of(TRAIN, VAL)) {
                if (!Files.isRegularFile(annotations(part))) {
                    problems.add("no " + root.relativize(annotations(part))
                            + "; it is in annotations_trainval2017.zip of cocodataset.org");
                }
                if (!Files.isDirectory(pictures(part))) {
                    problems.add("no folder " + part + "; it is in " + part + ".zip of cocodataset.org");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(root, problems);
        }
    }

    Path root() {
        return root;
    }

    /** The folder of a part's images. */
    Path pictures(String part) {
        return root.resolve(part);
    }

    private Path annotations(String part) {
        return root.resolve("annotations").resolve("instances_" + part + ".json");
    }

    Instances read(String part, InstancesReader.Depth depth, Listener listener) throws IOException {
        Path file = annotations(part);
        long size = Files.size(file);
        try (InputStream in =
                new ReportingStream(Files.newInputStream(file), read -> listener.read(part, read, size))) {
            Instances instances = InstancesReader.read(in, file.toString(), depth);
            int categories = instances.categories().size();
            if (categories != CocoAdSplit.CATEGORIES) {
                throw new BrokenDataException(
                        file,
                        List.of(categories + " categories; COCO-AD is built from the " + CocoAdSplit.CATEGORIES
                                + " of COCO 2017"));
            }
            return instances;
        }
    }

    /** @throws BrokenDataException naming the images of the part that are not on the disk */
    void requirePictures(String part, Stream<AnnotatedImage> images) throws IOException {
        Set<String> present;
        try (Stream<Path> files = Files.list(pictures(part))) {
            present = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        List<String> problems = images.map(AnnotatedImage::file)
                .filter(file -> !present.contains(file))
                .map(file -> "no " + file)
                .toList();
        if (!problems.isEmpty()) {
            throw new BrokenDataException(pictures(part), problems);
        }
    }

    private interface Reading {
        void read(long bytes);
    }

    /** Says after each block how much was read. */
    private static final class ReportingStream extends FilterInputStream {
        private static final int BLOCK = 1 << 16;

        private final Reading reading;
        private long bytes;

        ReportingStream(InputStream in, Reading reading) {
            super(new BufferedInputStream(in, BLOCK));
            this.reading = reading;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            report(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            report(Math.max(count, 0));
            return count;
        }

        private void report(int count) {
            bytes += count;
            reading.read(bytes);
        }
    }
}
