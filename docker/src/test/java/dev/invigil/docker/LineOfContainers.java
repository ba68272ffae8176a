// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A broker, ingest, two scorers and alerts, each in a container, on one network: images, commands, limits and configuration files are those of
 * {@code compose.yaml}.
 */
final class LineOfContainers implements AutoCloseable {
    private static final int HTTP = 9400;
    private static final int FRAMES = 8080;
    private static final Duration START = Duration.ofMinutes(3);
    /** Testcontainers sets these for the listeners that it makes. */
    private static final String LISTENERS =
            "KAFKA_(NODE_ID|PROCESS_ROLES|CONTROLLER_.*|.*LISTENER.*|LOG_DIRS|HEAP_OPTS)";

    private final BuiltImages images;
    private final ComposeFile compose;
    private final Network network = Network.newNetwork();
    private final KafkaContainer broker;
    private final Map<String, Service> services = new LinkedHashMap<>();

    /** One service of the line. */
    static final class Service extends GenericContainer<Service> {
        private final List<Bind> folders = new ArrayList<>();

        Service(String image) {
            super(DockerImageName.parse(image));
            // Testcontainers' own way tries first whether folders can be mounted, with an image of a registry
            withCreateContainerCmdModifier(command -> hostConfig(command).withBinds(folders));
        }

        /** Shows a folder of this machine at a place in the container. */
        Service folder(Path folder, String at) {
            folders.add(Bind.parse(folder.toAbsolutePath() + ":" + at));
            return this;
        }

        /** Whether it says that it is ready, and why not, in the words of the image's own health check. */
        Container.ExecResult health() throws IOException, InterruptedException {
            return execInContainer("invigil", "health");
        }
    }

    /**
     * @param bundle folder of the model
     * @param pictures folder that ingest watches
     */
    LineOfContainers(BuiltImages images, Path bundle, Path pictures) throws IOException {
        this.images = images;
        this.compose = ComposeFile.read();
        this.broker = broker();
        add("ingest", "ingest", container -> {
            container.addExposedPort(FRAMES);
            container.folder(pictures, "/pictures");
        });
        for (String name : List.of("scorer-1", "scorer-2")) {
            add("scorer", name, container -> container.folder(bundle, "/bundle"));
        }
        add("alerts", "alerts", container -> {});
    }

    /** Starts the broker, then the services, and returns when all are ready. */
    void start() {
        broker.start();
        // they start side by side: each waits for the broker, none for another service
        services.values().parallelStream().forEach(GenericContainer::start);
    }

    /** For clients on this machine; stays the same when the broker is started again. */
    String bootstrapServers() {
        return broker.getBootstrapServers();
    }

    /** The address that cameras post frames to. */
    String framesAddress() {
        Service ingest = services.get("ingest");
        return "http://" + ingest.getHost() + ":" + ingest.getMappedPort(FRAMES);
    }

    Service service(String name) {
        return services.get(name);
    }

    /** Names of the services that are not ready now, with what they say. */
    Map<String, String> notReady() {
        Map<String, String> notReady = new LinkedHashMap<>();
        services.forEach((name, service) -> {
            try {
                if (service.isRunning()) {
                    Container.ExecResult said = service.health();
                    if (said.getExitCode() != 0) {
                        notReady.put(name, said.getStdout());
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
        return notReady;
    }

    /** Stops the broker in order; its data and its port stay. */
    void stopBroker() {
        broker.getDockerClient().stopContainerCmd(broker.getContainerId()).exec();
    }

    /** Starts it again. */
    void startBroker() {
        broker.getDockerClient().startContainerCmd(broker.getContainerId()).exec();
    }

    /** Ends a service as {@code kill -9} does. */
    void kill(String name) {
        Service service = services.get(name);
        service.getDockerClient()
                .killContainerCmd(service.getContainerId())
                .withSignal("KILL")
                .exec();
    }

    /** Starts a service that was killed, as {@code restart: unless-stopped} does. */
    void startAgain(String name) {
        Service service = services.get(name);
        service.getDockerClient().startContainerCmd(service.getContainerId()).exec();
    }

    /** Runs a command of the image to its end, with a folder of this machine at {@code /work}. */
    static void run(BuiltImages images, Path work, String... command) {
        try (Service once = new Service(images.invigil())) {
            once.folder(work, "/work")
                    .withCommand(command)
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(START))
                    .start();
        }
    }

    @Override
    public void close() {
        List<GenericContainer<?>> all = new ArrayList<>(services.values());
        all.add(broker);
        all.parallelStream().forEach(GenericContainer::stop);
        network.close();
    }

    private KafkaContainer broker() throws IOException {
        int port = freePort();
        KafkaContainer kafka = new KafkaContainer(
                        DockerImageName.parse(images.kafka()).asCompatibleSubstituteFor("apache/kafka"))
                .withListener("broker:19092")
                .withNetwork(network)
                .withNetworkAliases("broker")
                .withStartupTimeout(START)
                // a port of our own: Docker would give another one when the broker is started again
                .withCreateContainerCmdModifier(command -> hostConfig(command)
                        .withPortBindings(new PortBinding(
                                Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(9092))));
        compose.environment("broker").forEach((name, value) -> {
            if (!name.matches(LISTENERS)) {
                kafka.withEnv(name, value);
            }
        });
        return kafka;
    }

    private void add(String kind, String name, Consumer<Service> more) {
        Service service = new Service(images.invigil())
                .withNetwork(network)
                .withNetworkAliases(kind)
                .withEnv("INVIGIL_KAFKA_BOOTSTRAP_SERVERS", "broker:19092")
                .withCommand(compose.command(kind))
                .withExposedPorts(HTTP)
                .waitingFor(Wait.forHttp("/health/ready").forPort(HTTP))
                .withStartupTimeout(START)
                .withCreateContainerCmdModifier(command -> compose.apply(kind, hostConfig(command)));
        more.accept(service);
        service.folder(Path.of("config"), "/etc/invigil");
        services.put(name, service);
    }

    private static HostConfig hostConfig(CreateContainerCmd command) {
        HostConfig config = command.getHostConfig();
        if (config == null) {
            config = HostConfig.newHostConfig();
            command.withHostConfig(config);
        }
        return config;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
