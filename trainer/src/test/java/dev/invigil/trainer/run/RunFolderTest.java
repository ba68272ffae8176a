// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.bundle.Provenance;
import dev.invigil.detector.graph.Precision;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.TrainingState;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.training.Recipe;
import dev.invigil.detector.training.TrainingListener.Progress;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.run.RunFolder.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final int EPOCHS = 3;
    private static final int STEPS = 4;
    private static final RunDescription TRAINING = training(EPOCHS);

    @TempDir
    private Path temporary;

    private final HandClock clock = new HandClock();
    private boolean stopAsked;
    private Path folder;

    @BeforeEach
    void nameFolder() {
        folder = temporary.resolve("bundle.run");
    }

    @Test
    void shouldKeepACheckpointWhenItIsDueAndAtTheLastStep() throws Exception {
        try (RunRecord record = begin(Start.NEW)) {
            record.stepped(progress(1), () -> state(1));
            assertThat(folder.resolve(RunFolder.CHECKPOINT)).doesNotExist();
            clock.pass(Duration.ofSeconds(10));
            record.stepped(progress(2), () -> state(2));
            record.stepped(progress(3), () -> state(3));
        }
        assertThat(resumedFrom(TRAINING)).isEqualTo(2);

        try (RunRecord record = begin(Start.RESUME)) {
            for (int step = 3; step <= EPOCHS * STEPS; step++) {
                int taken = step;
                record.stepped(progress(step), () -> state(taken));
            }
        }
        assertThat(resumedFrom(TRAINING)).isEqualTo(EPOCHS * STEPS);
    }

    @Test
    void shouldForgetWhatWasLoggedBehindTheCheckpoint() throws Exception {
        killAfter(2, 4);
        Path log = folder.resolve(RunFolder.STEPS);
        Files.writeString(log, "5,2,0.4", StandardOpenOption.APPEND);

        begin(Start.RESUME).close();

        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "step,epoch,loss,learning_rate,gradient_norm,seconds",
                        "1,1,1.0,0.004,2.0,0.0",
                        "2,1,0.5,0.004,2.0,10.0");
    }

    @Test
    void shouldLogEachLossOfAFamilyThatHasSeveral() throws Exception {
        Map<String, Double> losses = new LinkedHashMap<>();
        losses.put("loss", 0.75);
        losses.put("rebuilt", 0.5);
        losses.put("code", 0.25);
        try (RunRecord record = begin(Start.NEW)) {
            record.stepped(new Progress(1, EPOCHS, 1, STEPS, losses, 0.004, 2), () -> state(1));
        }

        Path log = folder.resolve(RunFolder.STEPS);
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "step,epoch,loss,rebuilt,code,learning_rate,gradient_norm,seconds",
                        "1,1,0.75,0.5,0.25,0.004,2.0,0.0");
        assertThat(StepLog.read(log)).singleElement().satisfies(row -> {
            assertThat(row.losses()).isEqualTo(losses);
            assertThat(row.loss()).isEqualTo(0.75);
        });
    }

    @Test
    void shouldKeepASecondTrainingOutWhileOneIsAtWork() throws Exception {
        try (RunRecord record = begin(Start.NEW)) {
            record.stepped(progress(1), () -> state(1));

            assertThatThrownBy(() -> begin(Start.FRESH))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("another training is active in " + folder)
                    .hasMessageContaining("--run");
            record.stepped(progress(2), () -> state(2));
        }

        assertThat(Files.readAllLines(folder.resolve(RunFolder.STEPS))).hasSize(3);
        assertThat(folder.resolve(RunLock.FILE)).doesNotExist();
        begin(Start.FRESH).close();
    }

    @Test
    void shouldCountTheSecondsOnAfterAResume() throws Exception {
        killAfter(2, 4);
        clock.pass(Duration.ofDays(1));

        try (RunRecord record = begin(Start.RESUME)) {
            clock.pass(Duration.ofSeconds(7));
            record.stepped(progress(3), () -> state(3));
        }

        assertThat(StepLog.read(folder.resolve(RunFolder.STEPS)))
                .extracting(StepRow::seconds)
                .containsExactly(0.0, 10.0, 17.0);
    }

    @Test
    void shouldKeepTheStepAtHandWhenItIsAskedToStop() throws Exception {
        try (RunRecord record = begin(Start.NEW)) {
            record.stepped(progress(1), () -> state(1));
            stopAsked = true;

            assertThatThrownBy(() -> record.stepped(progress(2), () -> state(2)))
                    .isInstanceOf(TrainingStoppedException.class)
                    .hasMessage(
                            "stopped after step 2 of 12 (epoch 1 of 3); the same command with --resume continues from there");
        }
        assertThat(resumedFrom(TRAINING)).isEqualTo(2);
    }

    @Test
    void shouldSayThatNothingIsKeptBeforeTheFirstStep() throws Exception {
        try (RunRecord record = begin(Start.NEW)) {
            assertThat(record.stopped()).hasMessage("stopped before the first step; nothing was kept");
        }
    }

    @Test
    void shouldNoteTheResultAndDropTheCheckpoint() throws Exception {
        killAfter(2, 2);
        clock.pass(Duration.ofHours(1));
        try (RunRecord record = begin(Start.RESUME)) {
            record.stepped(progress(3), () -> state(3));
            record.finished("abc");
        }

        Run run = RunJson.read(folder.resolve(RunFolder.RUN));
        assertThat(run.training()).isEqualTo(TRAINING);
        assertThat(run.stretches()).extracting(Run.Stretch::afterStep).containsExactly(0, 2);
        assertThat(run.result().orElseThrow().bundle()).isEqualTo("abc");
        assertThat(run.result().orElseThrow().steps()).isEqualTo(3);
        assertThat(folder).isDirectoryContaining("glob:**/{loss.svg}");
        assertThat(folder.resolve(RunFolder.CHECKPOINT)).doesNotExist();
    }

    @Test
    void shouldLeaveAnUnfinishedRunAloneUnlessToldWhatToDo() throws Exception {
        killAfter(2, 2);

        assertThatThrownBy(() -> open(Start.NEW))
                .isInstanceOf(OperatorException.class)
                .hasMessage("an unfinished run exists in " + folder
                        + "; --resume continues it, --fresh discards it and starts a new run");
        try (RunRecord record = begin(Start.FRESH)) {
            assertThat(record.last()).isEmpty();
            assertThat(folder.resolve(RunFolder.CHECKPOINT)).doesNotExist();
        }
    }

    @Test
    void shouldBeginAgainWhatWasKilledBeforeItsFirstCheckpoint() throws Exception {
        begin(Start.NEW).close();

        assertThat(resumedFrom(TRAINING)).isZero();
    }

    @Test
    void shouldNotResumeWhereNothingLies() {
        assertThatThrownBy(() -> open(Start.RESUME))
                .isInstanceOf(OperatorException.class)
                .hasMessage("no run to resume in " + folder
                        + "; start without --resume, or name the run's folder with --run");
    }

    @Test
    void shouldNotResumeWhatIsFinished() throws Exception {
        try (RunRecord record = begin(Start.NEW)) {
            record.stepped(progress(1), () -> state(1));
            record.finished("abc");
        }

        assertThatThrownBy(() -> open(Start.RESUME))
                .hasMessage("the run in " + folder + " is finished; omit --resume to train again");
        open(Start.NEW);
    }

    @Test
    void shouldSayWhatDiffersFromTheRunThatIsThere() throws Exception {
        killAfter(2, 2);

        assertThatThrownBy(() -> resumedFrom(training(5)))
                .isInstanceOf(OperatorException.class)
                .hasMessage(folder.resolve(RunFolder.CHECKPOINT)
                        + " belongs to another training: epochs was 3 and is 5 now; resume with the options and data"
                        + " of its start, or start a new run with --fresh");
    }

    @Test
    void shouldRefuseADamagedCheckpointWithTheRemedy() throws Exception {
        killAfter(2, 2);
        Files.write(folder.resolve(RunFolder.CHECKPOINT), new byte[100]);

        assertThatThrownBy(() -> resumedFrom(TRAINING))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("is damaged or not a checkpoint")
                .hasMessageEndingWith("or start a new run with --fresh");
    }

    @Test
    void shouldNotWriteAmongOtherThings() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("thesis.txt"), "mine");

        assertThatThrownBy(() -> open(Start.FRESH))
                .isInstanceOf(OperatorException.class)
                .hasMessage(
                        folder + ": the path exists and is not the folder of a run; name another folder with --run");
    }

    /** A run whose process vanished after a step, with its last checkpoint after another. */
    private void killAfter(int kept, int taken) throws IOException {
        try (RunRecord record = begin(Start.NEW)) {
            for (int step = 1; step <= taken; step++) {
                if (step == kept) {
                    clock.pass(Duration.ofSeconds(10));
                }
                int steps = step;
                record.stepped(progress(step), () -> state(steps));
            }
        }
    }

    private RunFolder open(Start start) throws IOException {
        return RunFolder.open(folder, start, Duration.ofSeconds(10));
    }

    private RunRecord begin(Start start) throws IOException {
        return open(start).begin(TRAINING, clock, () -> stopAsked);
    }

    private int resumedFrom(RunDescription training) throws IOException {
        try (RunRecord record = open(Start.RESUME).begin(training, clock, () -> false)) {
            return record.last().map(TrainingState::steps).orElse(0);
        }
    }

    private static Progress progress(int step) {
        return new Progress(
                (step - 1) / STEPS + 1, EPOCHS, (step - 1) % STEPS + 1, STEPS, losses(1.0 / step), 0.004, 2);
    }

    private static Map<String, Double> losses(double loss) {
        return Map.of(Progress.LOSS, loss);
    }

    private static TrainingState state(int steps) {
        Map<String, HostTensor> tensors = Map.of("w", HostTensor.of(new float[] {steps}, 1));
        return new TrainingState(steps, tensors, tensors, Map.of());
    }

    private static RunDescription training(int epochs) {
        String digest = "0123456789abcdef".repeat(4);
        Recipe recipe = new Recipe(epochs, 8, 0.004, 1, Precision.FLOAT32);
        return new RunDescription(
                "parts",
                "1",
                "invad",
                Preprocessing.imageNet(64, 64),
                Optional.of(recipe),
                new Provenance(
                        digest,
                        1,
                        new Provenance.Recipe(epochs, 8, 0.004, 0.1, Precision.FLOAT32),
                        Optional.of(new Provenance.Backbone("resnet18.safetensors", digest, false)),
                        "test",
                        Optional.empty(),
                        List.of()),
                false,
                Map.of("lime", 20, "plum", 12),
                "CPU");
    }

    /** Time that passes when it is told to. */
    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for zones here");
        }
    }
}
