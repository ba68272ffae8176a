// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import dev.invigil.contracts.deadletter.DeadLetter;
import dev.invigil.contracts.frame.CaptureTime;
import dev.invigil.contracts.frame.Frame;
import dev.invigil.contracts.frame.FrameCodec;
import dev.invigil.contracts.frame.FrameReading;
import dev.invigil.contracts.map.MapCodec;
import dev.invigil.contracts.map.MapRecord;
import dev.invigil.contracts.verdict.CalibrationRank;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Imaging;
import dev.invigil.contracts.verdict.MapReference;
import dev.invigil.contracts.verdict.OverrideReference;
import dev.invigil.contracts.verdict.ProcessingTimes;
import dev.invigil.contracts.verdict.ProductCheck;
import dev.invigil.contracts.verdict.RecordPosition;
import dev.invigil.contracts.verdict.Relieved;
import dev.invigil.contracts.verdict.ShadowVerdict;
import dev.invigil.contracts.verdict.ShadowVerdictCodec;
import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.contracts.verdict.VerdictCodec;
import dev.invigil.detector.decision.Basis;
import dev.invigil.detector.decision.CalibrationScores;
import dev.invigil.detector.decision.ClassThreshold;
import dev.invigil.detector.decision.OperatorThreshold;
import dev.invigil.detector.decision.RuleEffect;
import dev.invigil.detector.decision.ThresholdInForce;
import dev.invigil.detector.image.ImageFigures;
import dev.invigil.detector.image.MapPng;
import dev.invigil.kit.config.DataSize;
import dev.invigil.kit.topic.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Creates the output records of an outcome: its verdict, and its map or dead letter. */
final class OutcomeRecords {
    private final String verdicts;
    private final String shadowVerdicts;
    private final String maps;
    private final String deadLetters;
    private final String instance;
    private final DataSize room;

    /**
     * @param prefix of the topics' names
     * @param instance name of the scorer in verdicts
     * @param room size in bytes of the largest record that is kept completely as a dead letter
     */
    OutcomeRecords(String prefix, String instance, DataSize room) {
        this.verdicts = Topic.VERDICTS.name(prefix);
        this.shadowVerdicts = Topic.SHADOW_VERDICTS.name(prefix);
        this.maps = Topic.MAPS.name(prefix);
        this.deadLetters = Topic.DEAD_LETTERS.name(prefix);
        this.instance = instance;
        this.room = room;
    }

    /** Why a dead letter has no verdict. */
    enum NoVerdict {
        /** Another frame with the same id has the verdict. */
        DUPLICATE_ID
    }

    /** The records: one verdict and its map or dead letter; of a duplicate, a dead letter or nothing. */
    List<ProducerRecord<String, byte[]>> of(Outcome outcome, Instant now) {
        return outcome.fold(
                scored -> scored(scored, now),
                duplicate -> duplicate(duplicate, now),
                refused -> refused(refused, now));
    }

    /** The verdict of a model in shadow on a frame that the line has decided, for its own topic. */
    ProducerRecord<String, byte[]> shadow(Outcome.Scored scored, Outcome.Scored line, Instant now) {
        return ShadowVerdictCodec.encode(shadowVerdicts, new ShadowVerdict(verdict(scored, now), line.decision()));
    }

    /** A frame whose verdict cannot be written must not stop the scorer: it becomes UNSCORED. */
    private List<ProducerRecord<String, byte[]>> scored(Outcome.Scored scored, Instant now) {
        try {
            List<ProducerRecord<String, byte[]>> records = new ArrayList<>(2);
            scored.map().ifPresent(map -> records.add(map(scored.frame().id(), map)));
            records.add(record(verdict(scored, now)));
            return records;
        } catch (RuntimeException | StackOverflowError e) {
            return refused(failed(scored, e, now), now);
        }
    }

    private List<ProducerRecord<String, byte[]>> refused(Outcome.Refused refused, Instant now) {
        return List.of(
                DeadLetter.of(
                        deadLetters,
                        refused.record(),
                        refused.refusal().reason(),
                        refused.refusal().detail(),
                        now,
                        room.bytes()),
                record(verdict(refused)));
    }

    private List<ProducerRecord<String, byte[]>> duplicate(Outcome.Duplicate duplicate, Instant now) {
        return duplicate.sameContent()
                ? List.of()
                : List.of(DeadLetter.of(
                        deadLetters,
                        duplicate.record(),
                        NoVerdict.DUPLICATE_ID,
                        duplicate.detail(),
                        now,
                        room.bytes()));
    }

    private static Outcome.Refused failed(Outcome.Scored scored, Throwable failure, Instant now) {
        RecordRef ref = scored.ref();
        ProducerRecord<String, byte[]> sent = FrameCodec.encode(ref.partition().topic(), scored.frame());
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(
                ref.partition().topic(), ref.partition().partition(), ref.offset(), sent.key(), sent.value());
        sent.headers().forEach(record.headers()::add);
        return FrameFailure.of(new Accepted(ref, record, scored.frame(), 0), "writing the verdict", failure, now);
    }

    private ProducerRecord<String, byte[]> record(Verdict verdict) {
        return new ProducerRecord<>(verdicts, verdict.camera(), VerdictCodec.encode(verdict));
    }

    private ProducerRecord<String, byte[]> map(String frameId, MapPng map) {
        return MapCodec.encode(maps, new MapRecord(frameId, map.png(), map.scale()));
    }

    private Verdict verdict(Outcome.Scored scored, Instant now) {
        Frame frame = scored.frame();
        StageTimes times = scored.times();
        return new Verdict(
                Verdict.SCHEMA,
                frame.id(),
                frame.line(),
                frame.camera(),
                frame.partId(),
                Optional.of(frame.productId()),
                frame.sequence(),
                scored.decision(),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.of(scored.score()),
                Optional.of(threshold(scored.threshold())),
                scored.check().map(OutcomeRecords::productCheck),
                scored.regions(),
                Optional.of(scored.model()),
                scored.map().map(map -> new MapReference(maps, frame.id())),
                Optional.of(scored.digest()),
                position(scored.ref()),
                Optional.of(frame.capturedAt()),
                scored.decidedAt(),
                Optional.of(new ProcessingTimes(
                        millis(times.queue()),
                        millis(times.decode()),
                        millis(times.forward()),
                        millis(times.map()),
                        millis(CaptureTime.ageNanos(frame.capturedAt(), now)),
                        times.batch())),
                instance,
                scored.effect().map(OutcomeRecords::relieved),
                scored.maskDigest(),
                scored.calibration().map(OutcomeRecords::rank),
                Optional.of(imaging(scored.imaging())));
    }

    private Verdict verdict(Outcome.Refused refused) {
        FrameReading.Malformed known = refused.refusal();
        return new Verdict(
                Verdict.SCHEMA,
                known.frameId(),
                known.line(),
                known.camera(),
                known.partId(),
                known.productId(),
                refused.frame().map(Frame::sequence).orElse(OptionalLong.empty()),
                Decision.UNSCORED,
                Optional.of(known.reason()),
                Optional.of(known.detail()),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                refused.digest(),
                position(refused.ref()),
                refused.frame().map(Frame::capturedAt),
                refused.decidedAt(),
                Optional.empty(),
                instance,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Relieved relieved(RuleEffect effect) {
        return new Relieved(Decisions.of(effect.otherwise()), effect.wholeScore(), effect.byMask(), effect.byArea());
    }

    private static Threshold threshold(ThresholdInForce inForce) {
        ClassThreshold threshold = inForce.threshold();
        boolean promised = threshold.basis() instanceof Basis.Calibrated;
        return new Threshold(
                threshold.reject(),
                threshold.review(),
                inForce.origin().label(),
                promised ? Threshold.Basis.CALIBRATED : Threshold.Basis.PROVISIONAL,
                threshold.asked().reject(),
                threshold.parts(),
                threshold.basis() instanceof Basis.Provisional guess ? Optional.of(guess.reason()) : Optional.empty(),
                inForce.override().map(OutcomeRecords::override));
    }

    private static OverrideReference override(OperatorThreshold set) {
        OperatorThreshold.Source source = set.source();
        return new OverrideReference(
                new RecordPosition(source.topic(), source.partition(), source.offset()),
                set.setBy(),
                set.setAt(),
                set.reason(),
                set.expiresAt());
    }

    private static ProductCheck productCheck(dev.invigil.detector.decision.ProductCheck check) {
        return new ProductCheck(check.distance(), check.reach(), check.looksLike());
    }

    private static CalibrationRank rank(CalibrationScores.Rank rank) {
        return new CalibrationRank(rank.parts(), rank.atLeast(), rank.equal(), rank.rejected());
    }

    /** Rounded to two decimals: finer differences mean nothing. */
    private static Imaging imaging(ImageFigures figures) {
        return new Imaging(
                Math.round(figures.brightness() * 100) / 100.0, Math.round(figures.sharpness() * 100) / 100.0);
    }

    private static RecordPosition position(RecordRef ref) {
        return new RecordPosition(ref.partition().topic(), ref.partition().partition(), ref.offset());
    }

    /** Milliseconds, rounded to three decimals. */
    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
