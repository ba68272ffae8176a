// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import dev.invigil.kit.http.Health;
import dev.invigil.kit.http.HttpService;
import dev.invigil.kit.kafka.BrokerWatch;
import dev.invigil.kit.kafka.KafkaSettings;
import dev.invigil.kit.kafka.TopicReader;
import dev.invigil.kit.lifecycle.FailureListener;
import dev.invigil.kit.lifecycle.Service;
import dev.invigil.kit.metrics.RepeatLog;
import dev.invigil.kit.topic.Topic;
import dev.invigil.kit.topic.TopicProvisioner;
import dev.invigil.kit.topic.TopicSettings;
import dev.invigil.trainer.child.ModelMetrics;
import dev.invigil.trainer.child.RunFiles;
import dev.invigil.trainer.child.RunMetrics;
import dev.invigil.trainer.json.JsonFile;
import dev.invigil.trainer.label.LabelWriter;
import dev.invigil.trainer.retrain.RetrainingRun;
import dev.invigil.trainer.retrain.RunArchive;
import dev.invigil.trainer.retrain.RunListener;
import dev.invigil.trainer.retrain.RunProgress;
import dev.invigil.trainer.retrain.RunQueue;
import dev.invigil.trainer.retrain.RunSteps;
import dev.invigil.trainer.schedule.DriftWatch;
import dev.invigil.trainer.schedule.LabelCount;
import dev.invigil.trainer.schedule.ScheduleBook;
import dev.invigil.trainer.schedule.Trigger;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retrains, compares and promotes, until stopped. Of several trainers of an installation one works; it has a thread that takes part in the
 * group and watches for triggers, and one that works on runs.
 */
public final class TrainerService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerService.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration JOIN = Duration.ofSeconds(10);

    private final TrainerConfig config;
    private final KafkaSettings kafka;
    private final TopicSettings topics;
    private final TrainerClients clients;
    private final Clock clock;
    private final RunArchive archive;
    private final RunQueue queue;
    private final TrainerMetrics metrics;
    private final FailureListener failures;
    private final RepeatLog repeated = new RepeatLog(LOG);
    private final BrokerWatch broker = new BrokerWatch("trainer", System::nanoTime);
    private final GoldenWatch golden;
    private volatile Optional<String> notReady = Optional.of("starting: the broker has not answered yet");
    private volatile Optional<Leadership> leadership = Optional.empty();
    private volatile boolean stopping;
    /** Whether a run is to begin without a trigger. */
    private volatile boolean manual;

    private Optional<WorkLock> lock = Optional.empty();
    private Optional<LabelCount> labels = Optional.empty();
    private Optional<DriftWatch> drift = Optional.empty();
    private Optional<ScheduleBook> schedule = Optional.empty();
    private Optional<Thread> thread = Optional.empty();

    /**
     * Connects to nothing yet.
     *
     * @param version of Invigil
     * @param http gets the routes of runs and labels
     * @param health gets two readiness checks: of the trainer, ready from the start on while the broker answers, whether it works or
     *     another trainer does; and of the folder of the golden data
     * @param failures called when the broker has been away for longer than the patience, or after a bug
     */
    public TrainerService(
            TrainerConfig config,
            KafkaSettings kafka,
            TopicSettings topics,
            String version,
            PrometheusRegistry registry,
            Health health,
            HttpService http,
            FailureListener failures) {
        this(
                config,
                kafka,
                topics,
                archive -> new TrainerAssembly(config, kafka, topics, version).steps(archive),
                Clock.systemUTC(),
                registry,
                health,
                http,
                failures);
    }

    /** With other phases and another clock, for tests. */
    TrainerService(
            TrainerConfig config,
            KafkaSettings kafka,
            TopicSettings topics,
            Function<RunArchive, RunSteps> steps,
            Clock clock,
            PrometheusRegistry registry,
            Health health,
            HttpService http,
            FailureListener failures) {
        this.config = config;
        this.kafka = kafka;
        this.topics = topics;
        this.clients = new TrainerClients(kafka, topics);
        this.clock = clock;
        this.failures = failures;
        this.metrics = new TrainerMetrics(registry);
        this.archive = new RunArchive(config.work());
        this.queue = new RunQueue(archive, steps.apply(archive), new Listener(), clock);
        this.golden = new GoldenWatch(config.golden());
        health.addReady(name(), () -> notReady.or(broker::readyProblem));
        health.addReady("trainer-golden", golden::problem);
        new TrainerApi(
                        queue,
                        archive,
                        labels(new LabelWriter(kafka, topics, "kafka.bootstrap.servers")),
                        this::notLeading,
                        clock)
                .addTo(http);
    }

    private static TrainerApi.LabelDesk labels(LabelWriter writer) {
        return new TrainerApi.LabelDesk() {
            @Override
            public void write(Label label) {
                writer.write(label);
            }

            @Override
            public void withdraw(String frameId) {
                writer.clear(frameId);
            }
        };
    }

    /** Lets a run begin as soon as this trainer works; before the start. */
    public TrainerService beginningAtOnce() {
        manual = true;
        return this;
    }

    @Override
    public String name() {
        return "trainer";
    }

    @Override
    public void start() throws Exception {
        boolean started = false;
        try {
            lock = Optional.of(WorkLock.of(config.work()));
            golden.start();
            TopicProvisioner.ensure(kafka, topics, config.patience());
            begin();
            started = true;
        } finally {
            if (!started) {
                queue.stop();
                release();
            }
        }
        notReady = Optional.empty();
    }

    private void begin() throws IOException {
        List<RetrainingRun> before = archive.all();
        restore(before);
        Path work = config.work();
        labels = Optional.of(new LabelCount(
                clients.reader("labels"),
                topics.name(Topic.LABELS),
                TopicReader.Options.patient(config.patience()),
                work.resolve("labels.json")));
        labels.get().start(this::failed);
        if (config.onDrift()) {
            drift = Optional.of(new DriftWatch(
                    clients.reader("alerts"),
                    topics.name(Topic.ALERTS),
                    TopicReader.Options.patient(config.patience()),
                    Set.of(AlertCause.CALIBRATION_DRIFT),
                    alerts(before)));
            drift.get().start(this::failed);
        }
        schedule = config.cron().map(cron -> new ScheduleBook(cron, work.resolve("schedule.json")));
        queue.start();
        leadership = Optional.of(new Leadership(clients.groupMember(), topics.name(Topic.MODELS), this::lead));
        broker.heartbeat(clients.heartbeat());
        broker.reached();
        Thread watching = new Thread(this::watch, "invigil-trainer");
        thread = Optional.of(watching);
        watching.start();
    }

    private static Set<String> alerts(List<RetrainingRun> runs) {
        Set<String> alerts = new HashSet<>();
        for (RetrainingRun run : runs) {
            for (Trigger trigger : run.facts().triggers()) {
                if (trigger instanceof Trigger.Drift taken) {
                    alerts.add(taken.alert());
                }
            }
        }
        return alerts;
    }

    @Override
    public void stop() throws Exception {
        notReady = Optional.of("the trainer is stopping");
        stopping = true;
        try {
            if (thread.isPresent()) {
                leadership.ifPresent(Leadership::wakeUp);
                thread.get().join(JOIN.toMillis());
            }
            queue.stop();
        } finally {
            release();
            repeated.flush();
        }
    }

    private void release() throws IOException {
        golden.close();
        labels.ifPresent(LabelCount::close);
        drift.ifPresent(DriftWatch::close);
        if (lock.isPresent()) {
            lock.get().close();
        }
    }

    private Optional<String> notLeading() {
        if (stopping) {
            return Optional.of("this trainer is stopping; try again");
        }
        return leadership.filter(Leadership::isLeader).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "another trainer of this installation works, or this one is still starting; send the request to"
                                + " the one whose metric invigil_trainer_leader is 1");
    }

    /** The thread that takes part in the group. */
    @SuppressWarnings("CatchingUnchecked")
    private void watch() {
        try (Leadership taking = leadership.orElseThrow()) {
            while (!stopping) {
                taking.poll(POLL);
                taking.observe(broker);
                // a broker that is away may have given the work to another trainer
                metrics.leads(taking.isLeader() && broker.readyProblem().isEmpty());
                if (taking.isLeader()) {
                    lookForTriggers(clock.instant());
                }
            }
        } catch (WakeupException e) {
            LOG.debug("stopping", e);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void lead(boolean now) {
        metrics.leads(now);
        queue.lead(now);
    }

    private void failed(Throwable cause) {
        if (!stopping) {
            notReady = Optional.of("the trainer has failed: " + Reason.of(cause));
            failures.failed(name(), cause);
        }
    }

    private void lookForTriggers(Instant now) {
        try {
            if (manual) {
                queue.submit(new Trigger.Manual(now));
                manual = false;
            }
            lookAtSchedule(now);
            lookAtLabels(now);
            for (Trigger.Drift trigger : drift.map(watch -> watch.due(now)).orElse(List.of())) {
                queue.submit(trigger);
                drift.get().done(trigger);
            }
        } catch (IOException | OperatorException e) {
            repeated.warn("triggers", "a trigger could not be written down and will be tried again: " + Reason.of(e));
        }
    }

    private void lookAtSchedule(Instant now) throws IOException {
        if (schedule.isEmpty()) {
            return;
        }
        Optional<Trigger> due = schedule.get().due(now);
        if (due.isPresent()) {
            queue.submit(due.get());
            schedule.get().done(due.get());
        }
        metrics.scheduled(schedule.get().next(now));
    }

    private void lookAtLabels(Instant now) throws IOException {
        LabelCount count = labels.orElseThrow();
        for (Label.Quality quality : Label.Quality.values()) {
            metrics.labels(quality, count.total(quality));
        }
        if (config.afterLabels().isPresent()) {
            Optional<Trigger> due = count.due(config.afterLabels().get(), now);
            if (due.isPresent()) {
                queue.submit(due.get());
                count.done();
            }
        }
    }

    /** Shows again what was there before the process ended. */
    private void restore(List<RetrainingRun> runs) {
        runs.stream()
                .filter(RetrainingRun.Done.class::isInstance)
                .map(RetrainingRun.Done.class::cast)
                .findFirst()
                .ifPresent(done -> {
                    metrics.succeeded(done);
                    metrics.taken(done.snapshot());
                    showEvaluation(done);
                });
    }

    /** The metrics of both models of a run; a candidate that was promoted by it is the active one, too. */
    private void showEvaluation(RetrainingRun run) {
        RunFiles files = archive.files(run.id());
        if (!Files.exists(files.metrics())) {
            return;
        }
        try {
            RunMetrics both = JsonFile.read(files.metrics(), RunMetrics.class);
            boolean promoted =
                    run instanceof RetrainingRun.Done done && done.publication().state() == ModelState.ACTIVE;
            Optional<ModelMetrics> active = promoted ? Optional.of(both.candidate()) : both.active();
            Map<String, ModelMetrics> models = new LinkedHashMap<>();
            models.put("candidate", both.candidate());
            active.ifPresent(shown -> models.put("active", shown));
            metrics.evaluated(models);
        } catch (IOException | OperatorException e) {
            LOG.warn("the metrics of run {} are not shown: {}", run.id(), Reason.of(e));
        }
    }

    private final class Listener implements RunListener {
        @Override
        public void entered(RetrainingRun run) {
            metrics.entered(run);
            if (run instanceof RetrainingRun.Gating || run instanceof RetrainingRun.Done) {
                showEvaluation(run);
            }
        }

        @Override
        public void progressed(RunProgress progress) {
            metrics.progressed(progress);
            repeated.info(
                    "progress " + progress.phase(),
                    progress.phase() + ", " + progress.stage() + ": " + progress.done() + " of " + progress.total()
                            + progress.detail().map(text -> ", " + text).orElse(""));
        }
    }
}
