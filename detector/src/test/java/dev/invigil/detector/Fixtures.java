// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Golden figures made by the reference code.
 *
 * <p>They come from the folder that {@code INVIGIL_FIXTURES} names, else from the copies among the test resources.
 */
public final class Fixtures {
    private Fixtures() {}

    /** The file of that name in the fixtures' folder. */
    public static Path path(String name) {
        String folder = System.getenv("INVIGIL_FIXTURES");
        if (folder != null && !folder.isBlank()) {
            return Path.of(folder).resolve(name);
        }
        try {
            return Path.of(Fixtures.class.getResource("/fixtures/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tensors of {@code name.safetensors}. */
    public static TensorFile tensors(String name) {
        return read(path(name + ".safetensors"));
    }

    /** The content of {@code name.json}. */
    public static JsonNode json(String name) {
        try {
            return new ObjectMapper().readTree(path(name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A safetensors file, wherever it is. */
    public static TensorFile read(Path file) {
        try {
            return SafeTensors.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file of the optional data folder: {@code INVIGIL_SHARED}, else {@code ../shared} beside the repository.
     *
     * @param relative such as {@code data/backbones/resnet18.safetensors}
     * @return empty, with the reason printed, when it is not there
     */
    public static Optional<Path> shared(String relative) {
        String configured = System.getenv("INVIGIL_SHARED");
        if (configured != null && !configured.isBlank()) {
            return existing(Path.of(configured).resolve(relative), relative);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolveSibling("shared").resolve(relative);
            if (Files.exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return existing(Path.of("..", "shared").resolve(relative), relative);
    }

    private static Optional<Path> existing(Path file, String relative) {
        if (Files.exists(file)) {
            return Optional.of(file);
        }
        System.out.println("skipped: " + relative + " is not there (set INVIGIL_SHARED to the folder that has it)");
        return Optional.empty();
    }
}
