// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.memory;

import dev.invigil.detector.graph.Input;
import dev.invigil.detector.graph.Term;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.memory.ProductMemory.Addition;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.ImageMemory;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which images a memory is made of, and what it would be without some of them. */
final class RememberedImages implements ImageMemory {
    @Override
    public List<Remembered> images(Detector detector) {
        return MemoryShape.read(detector.spec().network()).products().stream()
                .flatMap(product -> product.images().stream()
                        .map(image -> new Remembered(product.name(), image.name(), image.sha256())))
                .toList();
    }

    @Override
    public int rowsPerImage(Detector detector) {
        return MemoryShape.read(detector.spec().network()).rowsPerImage();
    }

    @Override
    public Detector without(Detector detector, Set<Remembered> images) {
        List<Remembered> known = images(detector);
        Set<String> unknown = images.stream()
                .filter(image -> !known.contains(image))
                .map(image -> image.product() + "/" + image.name())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the memory has no rows of " + String.join(", ", unknown));
        }
        List<ProductMemory> left = MemoryState.read(detector).stream()
                .map(product -> product.without(
                        image -> images.contains(new Remembered(product.name(), image.name(), image.sha256()))))
                .toList();
        return MemoryState.with(detector, left, rowsPerImage(detector));
    }

    @Override
    public Detector with(Detector detector, List<Learned> images, ComputeDevice device) {
        MemoryShape shape = MemoryShape.read(detector.spec().network());
        requireNew(images, shape, images(detector));
        Map<String, List<Addition>> additions = new HashMap<>();
        try (PatchReader reader = new PatchReader(
                new PatchFeatures(shape.network()),
                detector.state(),
                detector.spec().preprocessing(),
                shape.rowsPerImage(),
                device)) {
            for (Learned learned : images) {
                Remembered image = learned.image();
                additions
                        .computeIfAbsent(image.product(), product -> new ArrayList<>())
                        .addAll(reader.read(
                                List.of(learned.pixels()),
                                List.of(new MemoryShape.Image(image.name(), image.sha256()))));
            }
        }
        List<ProductMemory> products = MemoryState.read(detector).stream()
                .map(product -> product.with(additions.getOrDefault(product.name(), List.of())))
                .toList();
        int most = products.stream()
                .mapToInt(product -> product.images().size())
                .max()
                .orElseThrow();
        int rowsPerImage = Math.max(1, Math.min(shape.rowsPerImage(), MemoryTraining.MOST_ROWS / most));
        return MemoryState.with(
                detector,
                products.stream().map(product -> product.limited(rowsPerImage)).toList(),
                rowsPerImage);
    }

    private static void requireNew(List<Learned> images, MemoryShape shape, List<Remembered> remembered) {
        Set<Remembered> known = new HashSet<>(remembered);
        Set<Remembered> added = new HashSet<>();
        for (Learned learned : images) {
            Remembered image = learned.image();
            if (!shape.names().contains(image.product())) {
                throw new IllegalArgumentException("the memory does not know the product \"" + image.product()
                        + "\"; it knows " + String.join(", ", shape.names()));
            }
            if (known.contains(image)) {
                throw new IllegalArgumentException(
                        "the memory has the image " + image.product() + "/" + image.name() + " already");
            }
            if (!added.add(image)) {
                throw new IllegalArgumentException(
                        "the image " + image.product() + "/" + image.name() + " is given twice; name it once");
            }
        }
    }

    @Override
    public Sources open(Detector detector, ComputeDevice device) {
        return new OpenSources(detector, device);
    }

    /** One program for each product, made when it is first asked for. */
    private static final class OpenSources implements Sources {
        private final Detector detector;
        private final ComputeDevice device;
        private final MemoryShape shape;
        private final List<ProductMemory> products;
        private final Map<Integer, Program> programs = new HashMap<>();

        OpenSources(Detector detector, ComputeDevice device) {
            this.detector = detector;
            this.device = device;
            this.shape = MemoryShape.read(detector.spec().network());
            this.products = MemoryState.read(detector);
        }

        @Override
        public Nearest of(RgbImage image, String product) {
            int index = shape.names().indexOf(product);
            if (index < 0) {
                throw new IllegalArgumentException("the memory does not know the product \"" + product + "\"; it knows "
                        + String.join(", ", shape.names()));
            }
            Preprocessing preprocessing = detector.spec().preprocessing();
            long[] rows = programs.computeIfAbsent(index, this::load)
                    .call("forward", preprocessing.batch(List.of(image)))
                    .get(0)
                    .longs();
            ProductMemory memory = products.get(index);
            int stride = new PatchFeatures(shape.network()).stride();
            int columns = preprocessing.width() / stride;
            return (x, y) -> {
                int column = Math.min(x / stride, columns - 1);
                int line = Math.min(y / stride, preprocessing.height() / stride - 1);
                int row = Math.toIntExact(rows[line * columns + column]);
                int place = memory.places()[row];
                MemoryShape.Image source = memory.images().get(memory.sources()[row]);
                return new Source(
                        new Remembered(product, source.name(), source.sha256()),
                        place % columns * stride,
                        place / columns * stride,
                        stride);
            };
        }

        private Program load(int product) {
            Preprocessing preprocessing = detector.spec().preprocessing();
            Input images = new Input("images");
            PatchFeatures features = new PatchFeatures(shape.network());
            Term patches = MemoryFamily.patches(
                    features.describe(preprocessing.normalise(images), preprocessing.height(), preprocessing.width()));
            Term places = new PatchMemory(shape, features.channels()).places(patches, product);
            return Program.load(
                    ScoringProgram.of(
                            List.of(images),
                            List.of(places),
                            detector.state(),
                            archive -> Program.evaluate(archive, device)),
                    device);
        }

        @Override
        public void close() {
            programs.values().forEach(Program::close);
        }
    }
}
