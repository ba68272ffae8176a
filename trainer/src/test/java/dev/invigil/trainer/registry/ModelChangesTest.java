// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.trainer.registry.ModelChange.Cause;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ModelChangesTest {
    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);
    private static final String C = "c".repeat(64);

    private Models models = Models.NONE;
    private long seconds;

    @Test
    void shouldListANewModelAsCandidateAndNotTwice() {
        write(now -> ModelChanges.add(now, model(A), note("new")));

        assertThat(state(A)).isEqualTo(ModelState.CANDIDATE);
        assertThat(models.active()).isEmpty();
        assertThat(refusal(now -> ModelChanges.add(now, model(A), note("again")))
                        .cause())
                .isEqualTo(Cause.ALREADY_LISTED);
    }

    @Test
    void shouldListANewModelAtOnceInItsFirstState() {
        write(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note("the first")));
        write(now -> ModelChanges.add(now, model(B), ModelState.REJECTED, note("the gate says so")));
        ModelChange.Write third = write(now -> ModelChanges.add(now, model(C), ModelState.ACTIVE, note("better")));

        assertThat(third.first().digest()).isEqualTo(C);
        assertThat(third.records()).hasSize(2);
        assertThat(state(A)).isEqualTo(ModelState.RETIRED);
        assertThat(state(B)).isEqualTo(ModelState.REJECTED);
        assertThat(models.active().orElseThrow().activation()).hasValue(2);
        assertThatThrownBy(() -> ModelChanges.add(Models.NONE, model(A), ModelState.RETIRED, note("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTakeAModelOutOfTheShadow() {
        write(now -> ModelChanges.add(now, model(A), ModelState.SHADOW, note("a day beside the line")));
        write(now -> ModelChanges.endShadow(now, A, note("seen enough")));

        assertThat(state(A)).isEqualTo(ModelState.CANDIDATE);
        assertThat(models.shadow()).isEmpty();
        assertThat(refusal(now -> ModelChanges.endShadow(now, A, note("again"))).cause())
                .isEqualTo(Cause.NOT_IN_SHADOW);
        assertThat(refusal(now -> ModelChanges.endShadow(now, B, note("unknown")))
                        .cause())
                .isEqualTo(Cause.UNKNOWN_MODEL);
    }

    @Test
    void shouldReplaceTheActiveModelByThePromotedOne() {
        write(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note("first")));
        write(now -> ModelChanges.add(now, model(B), note("new")));
        write(now -> ModelChanges.promote(now, B, note("the gate passed"), false));

        ModelRecord active = models.active().orElseThrow();
        assertThat(active.digest()).isEqualTo(B);
        assertThat(active.reason()).isEqualTo("the gate passed");
        assertThat(active.actor()).isEqualTo("anna");
        assertThat(active.activation()).hasValue(2);
        assertThat(state(A)).isEqualTo(ModelState.RETIRED);
        assertThat(models.byDigest().get(A).reason()).isEqualTo("replaced by toy b (bbbbbbbbbbbb)");
        assertThat(models.earlier()).extracting(ModelRecord::digest).containsExactly(A);
    }

    @Test
    void shouldRefuseToPromoteTheActiveModelOrAnUnknownOne() {
        write(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note("first")));

        ModelChange.Refused active = refusal(now -> ModelChanges.promote(now, A, note("again"), true));
        assertThat(active.cause()).isEqualTo(Cause.ALREADY_IN_STATE);
        assertThat(active.message())
                .isEqualTo(
                        "toy a (aaaaaaaaaaaa) is ACTIVE already, since 1970-01-01 00:00:01 UTC by anna; there is nothing to do");
        assertThat(refusal(now -> ModelChanges.promote(now, B, note("x"), false))
                        .cause())
                .isEqualTo(Cause.UNKNOWN_MODEL);
    }

    @Test
    void shouldPromoteARejectedModelByForceOnly() {
        write(now -> ModelChanges.add(now, model(A), ModelState.REJECTED, note("misses scratches")));

        ModelChange.Refused refused = refusal(now -> ModelChanges.promote(now, A, note("x"), false));
        assertThat(refused.cause()).isEqualTo(Cause.IS_REJECTED);
        assertThat(refused.message()).contains("REJECTED by anna: misses scratches", "--force --reason");
        write(now -> ModelChanges.promote(now, A, note("only this one is left"), true));
        assertThat(models.active().orElseThrow().digest()).isEqualTo(A);
    }

    @Test
    void shouldRejectAnyModelButTheActiveOne() {
        write(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note("first")));
        write(now -> ModelChanges.add(now, model(B), ModelState.ACTIVE, note("second")));
        write(now -> ModelChanges.add(now, model(C), note("new")));

        ModelChange.Refused active = refusal(now -> ModelChanges.reject(now, B, note("bad")));
        assertThat(active.cause()).isEqualTo(Cause.IS_ACTIVE);
        assertThat(active.remedy()).contains("invigil models rollback");
        write(now -> ModelChanges.reject(now, C, note("misses scratches")));
        write(now -> ModelChanges.reject(now, A, note("old lamp")));
        assertThat(models.earlier()).isEmpty();
        assertThat(refusal(now -> ModelChanges.reject(now, C, note("again"))).cause())
                .isEqualTo(Cause.ALREADY_IN_STATE);
        assertThat(refusal(now -> ModelChanges.reject(now, B, note("bad"))).remedy())
                .contains("promote another model first");
    }

    @Test
    void shouldRollBackFurtherEachTime() {
        write(now -> ModelChanges.add(now, model(A), ModelState.ACTIVE, note("first")));
        write(now -> ModelChanges.add(now, model(B), ModelState.ACTIVE, note("second")));
        write(now -> ModelChanges.add(now, model(C), ModelState.ACTIVE, note("third")));

        write(now -> ModelChanges.rollback(now, note("rejects everything")));
        assertThat(models.active().orElseThrow().digest()).isEqualTo(B);
        assertThat(models.active().orElseThrow().activation()).hasValue(4);
        assertThat(state(C)).isEqualTo(ModelState.REJECTED);
        assertThat(models.byDigest().get(C).reason()).isEqualTo("rejects everything");

        write(now -> ModelChanges.rollback(now, note("this one too")));
        assertThat(models.active().orElseThrow().digest()).isEqualTo(A);
        ModelChange.Refused refused = refusal(now -> ModelChanges.rollback(now, note("and further")));
        assertThat(refused.cause()).isEqualTo(Cause.NONE_EARLIER);
        assertThat(refused.message()).contains("no other model was active before toy a", "invigil models list");
        assertThat(state(A)).isEqualTo(ModelState.ACTIVE);
    }

    @Test
    void shouldNotRollBackWhereNoModelIsActive() {
        assertThat(refusal(now -> ModelChanges.rollback(now, note("x"))).cause())
                .isEqualTo(Cause.NONE_ACTIVE);
    }

    @Test
    void shouldHaveOneModelInShadow() {
        write(now -> ModelChanges.add(now, model(A), ModelState.SHADOW, note("try")));
        write(now -> ModelChanges.add(now, model(B), note("new")));
        write(now -> ModelChanges.shadow(now, B, note("try")));

        assertThat(models.shadow().orElseThrow().digest()).isEqualTo(B);
        assertThat(state(A)).isEqualTo(ModelState.CANDIDATE);
        write(now -> ModelChanges.promote(now, B, note("good in shadow"), false));
        assertThat(models.shadow()).isEmpty();
        assertThat(refusal(now -> ModelChanges.shadow(now, B, note("x"))).cause())
                .isEqualTo(Cause.IS_ACTIVE);
    }

    /** Whatever is asked in whatever order: at most one ACTIVE, one in SHADOW, no activation number twice, and no model disappears. */
    @Test
    void shouldKeepTheListSoundWhateverIsAsked() {
        List<String> digests = List.of(A, B, C, "d".repeat(64), "e".repeat(64));
        for (int seed = 0; seed < 200; seed++) {
            models = Models.NONE;
            SplittableRandom random = new SplittableRandom(seed);
            int listed = 0;
            for (int step = 0; step < 40; step++) {
                String digest = digests.get(random.nextInt(digests.size()));
                boolean force = random.nextBoolean();
                ModelChange change =
                        switch (random.nextInt(5)) {
                            case 0 -> ModelChanges.add(models, model(digest), note("add"));
                            case 1 -> ModelChanges.shadow(models, digest, note("shadow"));
                            case 2 -> ModelChanges.reject(models, digest, note("reject"));
                            case 3 -> ModelChanges.rollback(models, note("rollback"));
                            default -> ModelChanges.promote(models, digest, note("promote"), force);
                        };
                Optional<ModelRecord> before = models.active();
                change.fold(
                        write -> {
                            apply(write);
                            return write;
                        },
                        refused -> refused);
                assertThat(models.byDigest().values().stream().filter(model -> model.state() == ModelState.ACTIVE))
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(models.byDigest().values().stream().filter(model -> model.state() == ModelState.SHADOW))
                        .hasSizeLessThanOrEqualTo(1);
                assertThat(models.active().isPresent() || before.isEmpty())
                        .as("a change leaves a model that decides")
                        .isTrue();
                assertThat(models.byDigest().values().stream()
                                .flatMap(model -> model.activation().stream().boxed()))
                        .doesNotHaveDuplicates();
                assertThat(models.byDigest()).hasSizeGreaterThanOrEqualTo(listed);
                listed = models.byDigest().size();
            }
        }
    }

    private ModelChange.Write write(Function<Models, ModelChange> change) {
        ModelChange.Write write = change.apply(models).fold(allowed -> allowed, refused -> {
            throw new AssertionError(refused.message());
        });
        apply(write);
        return write;
    }

    private ModelChange.Refused refusal(Function<Models, ModelChange> change) {
        return change.apply(models)
                .fold(
                        allowed -> {
                            throw new AssertionError("allowed: " + allowed);
                        },
                        refused -> refused);
    }

    private void apply(ModelChange.Write write) {
        Map<String, ModelRecord> next = new HashMap<>(models.byDigest());
        write.records().forEach(record -> next.put(record.digest(), record));
        models = new Models(next);
    }

    private ModelState state(String digest) {
        return models.byDigest().get(digest).state();
    }

    private ChangeNote note(String reason) {
        seconds++;
        return new ChangeNote(reason, "anna", Instant.ofEpochSecond(seconds));
    }

    private static NewModel model(String digest) {
        return new NewModel(digest, "toy", digest.substring(0, 1), Optional.empty(), Optional.empty());
    }
}
