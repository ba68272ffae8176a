// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.registry;

import dev.invigil.contracts.model.ModelRecord;
import dev.invigil.contracts.model.ModelState;
import dev.invigil.contracts.model.Models;
import dev.invigil.trainer.registry.ModelChange.Cause;
import dev.invigil.trainer.registry.ModelChange.Refused;
import dev.invigil.trainer.registry.ModelChange.Write;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The rules of the models' life, as pure functions of the list of models: each returns the records to write, or why the change is not
 * allowed. A note that is no valid record ({@link ModelRecord}) gives an {@link IllegalArgumentException}.
 */
public final class ModelChanges {
    private static final String LIST = "list the models with: invigil models list";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private ModelChanges() {}

    /** Lists a new model as CANDIDATE. */
    public static ModelChange add(Models models, NewModel model, ChangeNote note) {
        return add(models, model, ModelState.CANDIDATE, note);
    }

    /**
     * Lists a new model, at once in its first state.
     *
     * @param state CANDIDATE, SHADOW, ACTIVE or REJECTED
     */
    public static ModelChange add(Models models, NewModel model, ModelState state, ChangeNote note) {
        ModelRecord listed = models.byDigest().get(model.digest());
        if (listed != null) {
            return new Refused(
                    Cause.ALREADY_LISTED,
                    name(listed) + " is on the list already, as " + listed.state(),
                    listed.state() == ModelState.ACTIVE
                            ? "there is nothing to change. A scorer that could not read its bundle tries it again within a minute"
                            : "make it decide with: invigil models promote " + brief(listed) + " --reason TEXT");
        }
        ModelRecord candidate = new ModelRecord(
                ModelRecord.SCHEMA,
                model.digest(),
                model.name(),
                model.version(),
                ModelState.CANDIDATE,
                OptionalLong.empty(),
                model.run(),
                note.reason(),
                note.actor(),
                note.at(),
                model.evidence());
        Map<String, ModelRecord> more = new TreeMap<>(models.byDigest());
        more.put(candidate.digest(), candidate);
        Models with = new Models(more);
        return switch (state) {
            case CANDIDATE -> new Write(List.of(candidate));
            case SHADOW -> shadow(with, model.digest(), note);
            case ACTIVE -> promote(with, model.digest(), note, false);
            case REJECTED -> reject(with, model.digest(), note);
            case RETIRED -> throw new IllegalArgumentException("a new model cannot be RETIRED");
        };
    }

    /** Lets a candidate score live frames without effect. The model that does so now becomes a candidate again. */
    public static ModelChange shadow(Models models, String digest, ChangeNote note) {
        ModelRecord model = models.byDigest().get(digest);
        if (model == null) {
            return unknown(digest);
        }
        return switch (model.state()) {
            case SHADOW -> already(model);
            case ACTIVE ->
                new Refused(Cause.IS_ACTIVE, name(model) + " is ACTIVE", "a model that decides needs no shadow");
            case REJECTED -> rejected(model);
            case RETIRED ->
                new Refused(
                        Cause.WAS_ACTIVE,
                        name(model) + " is RETIRED: it was active before",
                        "promote it with: invigil models promote " + brief(model) + " --reason TEXT");
            case CANDIDATE -> {
                List<ModelRecord> records = new ArrayList<>();
                records.add(in(model, ModelState.SHADOW, note));
                others(models, model, ModelState.SHADOW)
                        .forEach(other -> records.add(other.in(
                                ModelState.CANDIDATE,
                                name(model) + " took its place in shadow",
                                note.actor(),
                                note.at())));
                yield new Write(records);
            }
        };
    }

    /** Takes a model out of the shadow; it becomes a candidate again. */
    public static ModelChange endShadow(Models models, String digest, ChangeNote note) {
        ModelRecord model = models.byDigest().get(digest);
        if (model == null) {
            return unknown(digest);
        }
        return model.state() == ModelState.SHADOW
                ? new Write(List.of(in(model, ModelState.CANDIDATE, note)))
                : new Refused(
                        Cause.NOT_IN_SHADOW,
                        name(model) + " is not in shadow, but " + model.state(),
                        "there is nothing to end");
    }

    /**
     * Makes a model decide. The model that decides now becomes RETIRED.
     *
     * @param force also when the model was rejected
     */
    public static ModelChange promote(Models models, String digest, ChangeNote note, boolean force) {
        ModelRecord model = models.byDigest().get(digest);
        if (model == null) {
            return unknown(digest);
        }
        if (models.active().filter(model::equals).isPresent()) {
            return already(model);
        }
        if (model.state() == ModelState.REJECTED && !force) {
            return rejected(model);
        }
        List<ModelRecord> records = new ArrayList<>();
        records.add(model.activated(models.nextActivation(), note.reason(), note.actor(), note.at()));
        others(models, model, ModelState.ACTIVE)
                .forEach(other -> records.add(
                        other.in(ModelState.RETIRED, "replaced by " + name(model), note.actor(), note.at())));
        return new Write(records);
    }

    /** Marks a model as one that must not be used. */
    public static ModelChange reject(Models models, String digest, ChangeNote note) {
        ModelRecord model = models.byDigest().get(digest);
        if (model == null) {
            return unknown(digest);
        }
        return switch (model.state()) {
            case REJECTED -> already(model);
            case ACTIVE ->
                new Refused(
                        Cause.IS_ACTIVE,
                        name(model) + " is ACTIVE: the scorers decide by it",
                        models.earlier().isEmpty()
                                ? "promote another model first; " + LIST
                                : "go back to the model before, which also rejects this one, with: invigil models rollback");
            case CANDIDATE, SHADOW, RETIRED -> new Write(List.of(in(model, ModelState.REJECTED, note)));
        };
    }

    /**
     * Makes the model decide that was active before, and rejects the one that is active: a second rollback goes further back, and nothing
     * activates the rejected model again unless an operator forces it.
     */
    public static ModelChange rollback(Models models, ChangeNote note) {
        Optional<ModelRecord> active = models.active();
        if (active.isEmpty()) {
            return new Refused(
                    Cause.NONE_ACTIVE,
                    "no model is ACTIVE",
                    "promote one with: invigil models promote MODEL --reason TEXT");
        }
        Optional<ModelRecord> earlier = models.earlier().stream().findFirst();
        if (earlier.isEmpty()) {
            return new Refused(
                    Cause.NONE_EARLIER,
                    "no other model was active before " + name(active.get()),
                    "promote another one; " + LIST);
        }
        List<ModelRecord> records = new ArrayList<>();
        records.add(earlier.get().activated(models.nextActivation(), note.reason(), note.actor(), note.at()));
        others(models, earlier.get(), ModelState.ACTIVE)
                .forEach(other -> records.add(in(other, ModelState.REJECTED, note)));
        return new Write(records);
    }

    private static List<ModelRecord> others(Models models, ModelRecord model, ModelState state) {
        return models.byDigest().values().stream()
                .filter(other -> other.state() == state && !other.digest().equals(model.digest()))
                .toList();
    }

    private static ModelRecord in(ModelRecord model, ModelState state, ChangeNote note) {
        return model.in(state, note.reason(), note.actor(), note.at());
    }

    private static Refused unknown(String digest) {
        return new Refused(Cause.UNKNOWN_MODEL, "no model has the digest " + digest, LIST);
    }

    private static Refused already(ModelRecord model) {
        return new Refused(
                Cause.ALREADY_IN_STATE,
                name(model) + " is " + model.state() + " already, since " + TIME.format(model.at()) + " by "
                        + model.actor(),
                "there is nothing to do");
    }

    private static Refused rejected(ModelRecord model) {
        return new Refused(
                Cause.IS_REJECTED,
                name(model) + " was REJECTED by " + model.actor() + ": " + model.reason(),
                "if it is to decide all the same, use: invigil models promote " + brief(model)
                        + " --force --reason TEXT");
    }

    private static String name(ModelRecord model) {
        return model.name() + " " + model.version() + " (" + brief(model) + ")";
    }

    private static String brief(ModelRecord model) {
        return model.digest().substring(0, 12);
    }
}
