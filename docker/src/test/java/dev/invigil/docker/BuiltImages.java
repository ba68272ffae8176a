// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The images that the system tests run: Invigil's of this build, and a Kafka.
 *
 * @param invigil its tag
 * @param kafka its tag
 */
record BuiltImages(String invigil, String kafka) {
    private static final String INVIGIL = "invigil:latest";
    private static final List<String> KAFKA = List.of("invigil-local/kafka:latest", "apache/kafka:4.4.0");
    private static final Path MODULES = Path.of("../app/target/image/own");
    private static final String LABEL = "dev.invigil.modules";
    private static final String REMEDY =
            "run mvn package -DskipTests, then eval \"$(docker/engine start)\" and docker/images --local";

    /** Thrown when they are not there: what is missing, and the remedy. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String what) {
            super(what + "; " + REMEDY);
        }
    }

    /** Finds them at the engine that answers. */
    static BuiltImages find() throws MissingException, IOException {
        // Testcontainers tries many places and writes much about each; these two are where an engine is
        boolean engine = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        if (!engine || !DockerClientFactory.instance().isDockerAvailable()) {
            throw new MissingException("no Docker engine answers");
        }
        if (!Files.isDirectory(MODULES)) {
            throw new MissingException("there is no build of the image's jars (" + MODULES + ")");
        }
        DockerClient engineClient = DockerClientFactory.lazyClient();
        Map<String, String> labels =
                labels(engineClient, INVIGIL).orElseThrow(() -> new MissingException("there is no image " + INVIGIL));
        if (!digest(MODULES).equals(labels.get(LABEL))) {
            throw new MissingException("the image " + INVIGIL + " was made from another build");
        }
        for (String kafka : KAFKA) {
            if (labels(engineClient, kafka).isPresent()) {
                return new BuiltImages(INVIGIL, kafka);
            }
        }
        throw new MissingException("there is no image of Kafka (" + String.join(" or ", KAFKA) + ")");
    }

    private static Optional<Map<String, String>> labels(DockerClient engine, String image) {
        try {
            Map<String, String> labels =
                    engine.inspectImageCmd(image).exec().getConfig().getLabels();
            return Optional.of(labels == null ? Map.of() : labels);
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** As docker/images computes it: of the bytes of all jars, in the order of their names. */
    private static String digest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            for (Path jar : files.sorted().toList()) {
                sum.update(Files.readAllBytes(jar));
            }
            return HexFormat.of().formatHex(sum.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
