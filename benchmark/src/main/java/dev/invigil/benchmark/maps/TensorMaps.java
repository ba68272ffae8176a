// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.benchmark.dataset.BrokenDataException;
import dev.invigil.benchmark.dataset.DataFolder;
import dev.invigil.benchmark.dataset.DataNames;
import dev.invigil.benchmark.metric.Evaluation;
import dev.invigil.benchmark.metric.TestImage;
import dev.invigil.detector.map.AnomalyMap;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Maps in safetensors files: {@code maps} [N,H,W] float, {@code masks} [N,H,W] u8 (any non-zero anomalous), {@code classes} [N] whole
 * numbers (absent: one class, named after the file), {@code labels} [N] (needed only without masks; then there are no pixel metrics), {@code
 * samples} [N] whole numbers, equal for the views of one part. The files stay mapped, not read into memory.
 */
final class TensorMaps implements MapSource {
    private static final String EXTENSION = ".safetensors";

    private final Path input;
    private final List<Part> parts;

    private TensorMaps(Path input, List<Part> parts) {
        this.input = input;
        this.parts = parts;
    }

    /** One file; {@code classes} has a name per image, {@code samples} one where there are samples. */
    private record Part(
            HostTensor maps, Optional<HostTensor> masks, long[] labels, List<String> classes, List<String> samples) {

        void add(Evaluation evaluation, int image) {
            TestImage tested = tested(image).named("%08d".formatted(image));
            evaluation
                    .forClass(classes.get(image))
                    .add(samples.isEmpty() ? tested : tested.viewOf(samples.get(image), tested.isAnomalous()));
        }

        /** The image with its truth: the mask's where there is one, else the label's. */
        private TestImage tested(int image) {
            HostTensor map = maps.part(image);
            return masks.isPresent()
                    ? MapSource.image(map, masks.get().part(image).bytes())
                    : TestImage.unmasked(new AnomalyMap(map.size(0), map.size(1), map.floats()), labels[image] != 0);
        }
    }

    static boolean isFolderOf(Path folder) throws IOException {
        return !files(folder).isEmpty();
    }

    private static List<Path> files(Path input) throws IOException {
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        return DataFolder.files(input).stream()
                .filter(file -> file.toString().endsWith(EXTENSION))
                .toList();
    }

    static TensorMaps open(Path input) throws BrokenDataException, IOException {
        List<Part> parts = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files(input)) {
            try {
                parts.add(part(file));
            } catch (MalformedTensorFileException | IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(input, problems);
        }
        return new TensorMaps(input, parts);
    }

    private static Part part(Path file) throws IOException {
        TensorFile content = SafeTensors.map(file);
        HostTensor maps = content.tensor("maps");
        require(
                maps.shape().size() == 3 && maps.type().isFloating() && maps.elements() > 0,
                "maps must be float [N,H,W], not " + maps);
        int images = maps.size(0);
        Optional<HostTensor> masks = Optional.ofNullable(content.tensors().get("masks"));
        masks.ifPresent(m -> require(
                m.shape().equals(maps.shape()) && (m.type() == ElementType.U8 || m.type() == ElementType.BOOL),
                "masks must be U8" + maps.shape() + " as the maps are, not " + m));
        Optional<long[]> labels = numbers(content, "labels", images);
        require(masks.isPresent() || labels.isPresent(), "neither masks nor labels say which image is anomalous");
        String single = DataNames.stem(file);
        List<String> classes = numbers(content, "classes", images)
                .map(c -> Arrays.stream(c).mapToObj(Long::toString).toList())
                .orElseGet(
                        () -> IntStream.range(0, images).mapToObj(i -> single).toList());
        List<String> samples = numbers(content, "samples", images)
                .map(s -> Arrays.stream(s).mapToObj(Long::toString).toList())
                .orElseGet(List::of);
        return new Part(maps, masks, labels.orElseGet(() -> new long[0]), classes, samples);
    }

    private static Optional<long[]> numbers(TensorFile content, String name, int images) {
        HostTensor tensor = content.tensors().get(name);
        if (tensor == null) {
            return Optional.empty();
        }
        require(
                tensor.shape().equals(List.of(images)) && !tensor.type().isFloating(),
                name + " must be whole numbers [" + images + "], one for each map, not " + tensor);
        return Optional.of(tensor.longs());
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }

    @Override
    public List<String> classes() {
        return parts.stream().flatMap(part -> part.classes.stream()).distinct().toList();
    }

    @Override
    public int images() {
        return parts.stream().mapToInt(part -> part.classes.size()).sum();
    }

    @Override
    public void feed(Evaluation evaluation, Runnable eachImage) throws BrokenDataException {
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        for (Part part : parts) {
            IntStream.range(0, part.classes.size()).parallel().forEach(i -> {
                try {
                    part.add(evaluation, i);
                } catch (IllegalArgumentException e) {
                    problems.add("image " + i + ": " + e.getMessage());
                }
                eachImage.run();
            });
        }
        if (!problems.isEmpty()) {
            throw new BrokenDataException(input, problems.stream().sorted().toList());
        }
    }
}
