// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.demo;

import dev.invigil.app.line.Line;
import dev.invigil.app.line.LineConfig;
import dev.invigil.app.sampleline.SampleLine;
import dev.invigil.app.terminal.ProgressBar;
import dev.invigil.console.line.LiveLine;
import dev.invigil.console.line.Snapshot;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.kit.disk.TemporaryFolder;
import dev.invigil.kit.kafka.KafkaClients;
import dev.invigil.kit.lifecycle.Lifecycle;
import dev.invigil.kit.metrics.Metrics;
import dev.invigil.kit.topic.Topic;
import dev.invigil.trainer.train.TrainingJob;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;

/** Runs the demo and returns its exit code. */
public final class Demo {
    private static final Duration STOP_BOUND = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** After this time without a new verdict the demo stops waiting and counts. */
    private static final Duration STALLED = Duration.ofSeconds(30);

    /** The drift scenario gives up after this time. */
    private static final Duration STORY = Duration.ofMinutes(10);

    private static final Duration PLAIN_REPORT = Duration.ofSeconds(5);

    private final DemoOptions options;
    private final Supplier<? extends TrainingJob.Listener> training;
    private final Optional<Terminal> terminal;
    private final PrintStream out;
    private final SampleLine sampleLine;
    private LiveLine live;
    private final List<CameraFeed> feeds = new ArrayList<>();

    /**
     * @param training shows the progress of the training; closed afterwards when it can be
     * @param terminal for the live view; empty prints lines instead
     * @param out for words and the final count
     */
    public Demo(
            DemoOptions options,
            Supplier<? extends TrainingJob.Listener> training,
            Optional<Terminal> terminal,
            PrintStream out) {
        this.options = options;
        this.training = training;
        this.terminal = terminal;
        this.out = out;
        this.sampleLine = new SampleLine(SampleLine.DEFAULT_SIZE, options.seed());
    }

    /** Returns the exit code: with a number of frames, 0 only if each frame has exactly one verdict, 130 if the operator stopped it. */
    public int run() throws Exception {
        DemoModel model = new DemoModel(sampleLine, options.backbone(), options.home(), options.codeVersion());
        ModelBundle bundle = bundle(model);
        try (TemporaryFolder scratch = TemporaryFolder.create("invigil-demo-broker");
                Lifecycle lifecycle = new Lifecycle(STOP_BOUND)) {
            LineConfig config = config(scratch.folder(), model);
            assemble(config, model, bundle, lifecycle);
            lifecycle.stopOnShutdown();
            out.println("Starting the broker and the services, loading the model");
            lifecycle.start();
            if (options.scenario() == Scenario.DRIFT) {
                return drift(config, bundle, lifecycle);
            }
            if (options.frames().isPresent()) {
                Ending ending = end(config, lifecycle);
                ending.report().forEach(out::println);
                lifecycle.stop();
                return lifecycle.failure().isPresent() ? lifecycle.exitCode() : ending.exitCode();
            }
            if (terminal.isEmpty()) {
                reportUntilStopped(lifecycle);
            }
            lifecycle.awaitEnd();
            return lifecycle.exitCode();
        }
    }

    private ModelBundle bundle(DemoModel model) throws Exception {
        out.println("Model: " + model.detector() + " with " + model.backbone());
        Optional<ModelBundle> cached = model.cached();
        if (cached.isPresent()) {
            out.println("Model of an earlier start: " + model.folder());
            return cached.get();
        }
        out.println("First start: rendering good parts and training a model (later starts use " + model.folder() + ")");
        TrainingJob.Listener listener = training.get();
        try {
            return model.train(listener);
        } finally {
            if (listener instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    private LineConfig config(Path scratch, DemoModel model) throws IOException {
        if (options.scenario() == Scenario.EPISODES) {
            return DemoConfig.of(scratch.resolve("kafka"), model.folder());
        }
        GoldenFolder golden = GoldenFolder.of(sampleLine, DemoModel.GOOD_PARTS, options.home());
        return DemoConfig.withTrainer(
                scratch, model.folder(), golden.folder(), DemoModel.retraining(options.backbone()));
    }

    private static Map<String, String> facts(LineConfig config, DemoModel model, ModelBundle bundle) {
        Map<String, String> facts = new LinkedHashMap<>();
        // where the trainer replaces models, the view names the active one below
        String digest =
                config.trainer().isPresent() ? "" : " " + bundle.digest().substring(0, 12);
        facts.put("model", model.detector() + digest + ", " + model.backbone());
        facts.put("broker", config.kafka().bootstrapServers());
        return facts;
    }

    private void assemble(LineConfig config, DemoModel model, ModelBundle bundle, Lifecycle lifecycle) {
        Map<String, String> facts = facts(config, model, bundle);
        Line line = Line.add(config, options.codeVersion(), facts, Metrics.registry(options.codeVersion()), lifecycle);
        live = line.live();
        String page = "http://localhost:" + config.http().port() + "/";
        config.trainer()
                .ifPresent(trainer -> lifecycle.add(
                        new FirstModel(config.kafka(), config.topics(), trainer.store(), model.folder(), bundle)));
        Script script = new Script(options.seed(), UUID.randomUUID().toString().substring(0, 8), options.scenario());
        Supplier<URI> ingest = () -> URI.create(
                "http://localhost:" + line.ingest().orElseThrow().httpPort().orElseThrow());
        for (int camera = 0; camera < Script.cameras().size(); camera++) {
            String name = Script.cameras().get(camera);
            Runnable lampMoved = () -> live.event(Instant.now(), "the lamp over " + name + " is moved");
            CameraFeed feed =
                    new CameraFeed(camera, script, sampleLine, share(camera), interval(), ingest, lampMoved, lifecycle);
            feeds.add(feed);
            lifecycle.add(feed);
        }
        if (options.scenario() == Scenario.DRIFT) {
            lifecycle.add(
                    new DemoOperator(live, feeds.get(Scenario.LAMP_CAMERA)::sent, () -> URI.create(page), lifecycle));
        }
        List<String> head = new ArrayList<>();
        facts.forEach((name, fact) -> head.add("%-7s %s".formatted(name, fact)));
        head.add("%-7s %s".formatted("page", page));
        if (terminal.isPresent()) {
            lifecycle.add(new TerminalView(
                    terminal.get(),
                    live,
                    Clock.systemUTC(),
                    head,
                    () -> new Thread(lifecycle::stop).start(),
                    lifecycle));
        } else {
            head.forEach(out::println);
        }
    }

    /** The camera's share of all frames. */
    private long share(int camera) {
        int cameras = Script.cameras().size();
        return options.frames().isEmpty()
                ? Long.MAX_VALUE
                : (options.frames().getAsLong() + cameras - 1 - camera) / cameras;
    }

    private Duration interval() {
        return options.rate() == 0 ? Duration.ZERO : Duration.ofNanos((long) (1e9 / options.rate()));
    }

    private Ending end(LineConfig config, Lifecycle lifecycle) {
        long frames = options.frames().getAsLong();
        awaitVerdicts(frames, lifecycle);
        return Ending.of(lifecycle, Math.min(live.verdicts(), frames), frames, () -> count(config, verdict -> {}));
    }

    /** Runs until the line has learned the new light, then counts. Returns the exit code. */
    private int drift(LineConfig config, ModelBundle first, Lifecycle lifecycle) {
        boolean isTold = awaitStory(lifecycle);
        feeds.forEach(CameraFeed::finish);
        CompletableFuture.allOf(feeds.stream().map(CameraFeed::done).toArray(CompletableFuture<?>[]::new))
                .exceptionally(cause -> null)
                .join();
        long frames = feeds.stream().mapToLong(feed -> feed.sent().size()).sum();
        awaitVerdicts(frames, lifecycle);
        DriftStory story = new DriftStory(feeds.get(Scenario.LAMP_CAMERA).sent(), first.digest());
        Ending ending = Ending.of(lifecycle, live.verdicts(), frames, () -> count(config, story::verdict));
        Snapshot end = live.snapshot(Clock.systemUTC().instant());
        lifecycle.stop();
        if (terminal.isPresent()) {
            end.events().forEach(event -> out.println(event.inOneLine()));
        }
        ending.report().forEach(out::println);
        if (ending.exitCode() != 0 || lifecycle.failure().isPresent()) {
            return lifecycle.failure().isPresent() ? lifecycle.exitCode() : ending.exitCode();
        }
        story.report().forEach(out::println);
        if (!isTold) {
            out.println("FAILED: after " + STORY.toMinutes() + " minutes the line had not learned the new light");
        }
        return isTold && story.hasRecovered() ? 0 : 1;
    }

    /** Whether it was told within {@link #STORY}. */
    private boolean awaitStory(Lifecycle lifecycle) {
        long end = System.nanoTime() + STORY.toNanos();
        int printed = 0;
        while (lifecycle.state() == Lifecycle.State.STARTED && System.nanoTime() < end) {
            if (DriftStory.isTold(live)) {
                return true;
            }
            if (terminal.isEmpty()) {
                List<Snapshot.Event> events =
                        live.snapshot(Clock.systemUTC().instant()).events();
                events.stream().skip(printed).forEach(event -> out.println(event.inOneLine()));
                printed = events.size();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return false;
    }

    private Ledger count(LineConfig config, Consumer<Verdict> listener) {
        Map<String, Shot.Truth> truths = new HashMap<>();
        feeds.forEach(feed -> feed.sent().forEach((id, shot) -> truths.put(id, shot.truth())));
        return new LedgerReader(
                        new KafkaClients(config.kafka(), config.topics().frameLimit())
                                .consumer("demo-ledger", "demo-ledger"),
                        config.topics().name(Topic.FRAMES),
                        config.topics().name(Topic.VERDICTS))
                .read(truths, listener);
    }

    private void awaitVerdicts(long frames, Lifecycle lifecycle) {
        CompletableFuture<Void> sent =
                CompletableFuture.allOf(feeds.stream().map(CameraFeed::done).toArray(CompletableFuture<?>[]::new));
        long seen = 0;
        long progressed = System.nanoTime();
        try (ProgressBar bar = ProgressBar.onStandardError("frames")) {
            while (lifecycle.state() == Lifecycle.State.STARTED) {
                long verdicts = live.verdicts();
                if (verdicts > seen) {
                    seen = verdicts;
                    progressed = System.nanoTime();
                }
                if (terminal.isEmpty()) {
                    bar.update(Math.min(verdicts, frames), frames, "");
                }
                boolean stalled = System.nanoTime() - progressed > STALLED.toNanos();
                if (sent.isDone() && (verdicts >= frames || stalled)) {
                    return;
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private void reportUntilStopped(Lifecycle lifecycle) {
        while (lifecycle.state() == Lifecycle.State.STARTED) {
            LockSupport.parkNanos(PLAIN_REPORT.toNanos());
            out.println(live.snapshot(Clock.systemUTC().instant()).inOneLine());
        }
    }
}
