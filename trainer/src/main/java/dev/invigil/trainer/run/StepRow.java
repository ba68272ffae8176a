// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.run;

import dev.invigil.detector.training.TrainingListener.Progress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A step of a training, one line of the log.
 *
 * @param step from 1, over all epochs
 * @param epoch from 1
 * @param losses of the step's batch, before the step, see {@link Progress}; a column each
 * @param learningRate of the step
 * @param gradientNorm length of all gradients together, before it was shortened
 * @param seconds of work on the run so far, the reading of images included, pauses between resumes not
 */
public record StepRow(
        int step, int epoch, Map<String, Double> losses, double learningRate, double gradientNorm, double seconds) {
    private static final String BEFORE_LOSSES = "step,epoch,";
    private static final String AFTER_LOSSES = ",learning_rate,gradient_norm,seconds";
    private static final int COLUMNS_BEFORE = 2;
    private static final int COLUMNS_AFTER = 3;

    public StepRow {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    }

    static StepRow of(Progress progress, double seconds) {
        return new StepRow(
                progress.stepsTaken(),
                progress.epoch(),
                progress.losses(),
                progress.learningRate(),
                progress.gradientNorm(),
                seconds);
    }

    /** The first of the losses: the one that is drawn. */
    public double loss() {
        return losses.values().iterator().next();
    }

    /** The first line of a log of these losses. */
    static String header(Collection<String> losses) {
        return BEFORE_LOSSES + String.join(",", losses) + AFTER_LOSSES;
    }

    /** The losses of a log, by its first line; none if it is not the first line of a log. */
    static List<String> losses(String header) {
        String[] columns = header.split(",", -1);
        return columns.length > COLUMNS_BEFORE + COLUMNS_AFTER
                ? Arrays.asList(columns).subList(COLUMNS_BEFORE, columns.length - COLUMNS_AFTER)
                : List.of();
    }

    /** All digits, so that equal runs can be distinguished from nearly equal ones; the seconds to the millisecond. */
    String line() {
        return step + "," + epoch + ","
                + losses.values().stream().map(value -> Double.toString(value)).collect(Collectors.joining(",")) + ","
                + learningRate + "," + gradientNorm + "," + Math.round(seconds * 1000) / 1000.0;
    }

    /** Reads a line of a log of these losses; empty if it is incomplete, like the last line of a killed run. */
    static Optional<StepRow> parse(String line, List<String> names) {
        String[] fields = line.split(",", -1);
        int after = COLUMNS_BEFORE + names.size();
        if (names.isEmpty() || fields.length != after + COLUMNS_AFTER) {
            return Optional.empty();
        }
        try {
            Map<String, Double> losses = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                losses.put(names.get(i), Double.valueOf(fields[COLUMNS_BEFORE + i]));
            }
            return Optional.of(new StepRow(
                    Integer.parseInt(fields[0]),
                    Integer.parseInt(fields[1]),
                    losses,
                    Double.parseDouble(fields[after]),
                    Double.parseDouble(fields[after + 1]),
                    Double.parseDouble(fields[after + 2])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
