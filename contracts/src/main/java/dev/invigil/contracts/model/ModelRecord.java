// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.model;

import dev.invigil.contracts.frame.Frame;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state of a model, with who put it there and why. The record's key is the digest.
 *
 * @param schema version of this record's JSON, now {@value #SCHEMA}
 * @param digest SHA-256 of the bundle's manifest, lower-case hex: the model's name in the bundle store and in verdicts
 * @param name of the model
 * @param version of the model
 * @param state where it is in its life
 * @param activation number of the latest time that it became ACTIVE, counted over all models from 1; required when it is ACTIVE or RETIRED
 * @param run id of the run of the trainer that made it; absent when it comes from elsewhere
 * @param reason why it is in this state, one line
 * @param actor who put it there: an operator, or {@code trainer}
 * @param at since when it is in this state
 * @param evidence what the decision rests on, as far as there is any
 */
public record ModelRecord(
        int schema,
        String digest,
        String name,
        String version,
        ModelState state,
        OptionalLong activation,
        Optional<String> run,
        String reason,
        String actor,
        Instant at,
        Optional<Evidence> evidence) {
    /** The schema this version writes. */
    public static final int SCHEMA = 1;
    /** The longest reason. */
    public static final int MAX_REASON = 1000;

    /**
     * What a decision rests on.
     *
     * @param snapshot digest of the training set
     * @param outcome of the gate: {@code PROMOTE}, {@code REJECT} or {@code INCONCLUSIVE}
     * @param page where the gate's page is, a path or a URL
     */
    public record Evidence(Optional<String> snapshot, Optional<String> outcome, Optional<String> page) {}

    public ModelRecord {
        if (!isDigest(digest)) {
            throw new IllegalArgumentException(
                    "digest must be the SHA-256 of a bundle's manifest (64 lower-case hexadecimal digits), but is "
                            + digest);
        }
        Objects.requireNonNull(state, "a model record needs a state");
        Objects.requireNonNull(at, "a model record needs at");
        if (!Frame.isText(name) || !Frame.isText(version) || !Frame.isText(actor)) {
            throw new IllegalArgumentException(
                    "a model record needs a name, a version and an actor, each with " + Frame.TEXT_RULE);
        }
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON || reason.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "a model record needs a reason, one line of at most " + MAX_REASON + " characters");
        }
        boolean wasActive = state == ModelState.ACTIVE || state == ModelState.RETIRED;
        if (wasActive && activation.orElse(0) < 1) {
            throw new IllegalArgumentException(
                    "a model that is " + state + " needs the number of its activation, 1 or more");
        }
    }

    /** Whether this is the digest of a bundle, as {@link #digest()} has it. */
    public static boolean isDigest(String text) {
        return text != null && text.matches("[0-9a-f]{64}");
    }

    /** The same model in another state. It keeps its activation number and evidence. */
    public ModelRecord in(ModelState next, String why, String who, Instant when) {
        return new ModelRecord(schema, digest, name, version, next, activation, run, why, who, when, evidence);
    }

    /** The same model, active for the {@code number}th activation. */
    public ModelRecord activated(long number, String why, String who, Instant when) {
        return new ModelRecord(
                schema,
                digest,
                name,
                version,
                ModelState.ACTIVE,
                OptionalLong.of(number),
                run,
                why,
                who,
                when,
                evidence);
    }

    /** The same with other evidence. */
    public ModelRecord with(Evidence other) {
        return new ModelRecord(
                schema, digest, name, version, state, activation, run, reason, actor, at, Optional.of(other));
    }
}
