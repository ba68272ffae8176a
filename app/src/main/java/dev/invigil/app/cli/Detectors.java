// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.family.DetectorFamilies;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.kit.OperatorException;
import dev.invigil.trainer.train.TrainingEncoder;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values of {@code --detector} and {@code --size}. */
final class Detectors implements Iterable<String> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(?:x(\\d{1,9}))?");

    /** All names, for the help and for completion. */
    @Override
    public Iterator<String> iterator() {
        return DetectorFamilies.names().iterator();
    }

    /** Whether detectors of the family are trained in steps, over epochs. */
    static boolean takesSteps(DetectorFamily family) {
        return family.trainer().map(DetectorTrainer::takesSteps).orElse(false);
    }

    /** Whether detectors of the family are trained on an encoder. */
    static boolean usesEncoder(DetectorFamily family) {
        return family.trainer().map(DetectorTrainer::usesEncoder).orElse(false);
    }

    /**
     * Says whether the family can be trained on encoders of this kind, whatever the size of the images.
     *
     * @throws OperatorException if it cannot, saying which encoders it takes
     */
    static void requireEncoder(DetectorFamily family, TrainingEncoder encoder) {
        family.trainer().filter(DetectorTrainer::usesEncoder).ifPresent(trainer -> {
            try {
                trainer.requireEncoder(encoder.network());
            } catch (IllegalArgumentException e) {
                throw new OperatorException(e.getMessage(), e);
            }
        });
    }

    /** The names of the detectors whose checkpoints can be imported. */
    static final class Importable implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return names().iterator();
        }

        static List<String> names() {
            return DetectorFamilies.all().stream()
                    .filter(family -> family.importer().isPresent())
                    .map(DetectorFamily::name)
                    .toList();
        }
    }

    /**
     * The family's preprocessing at the size that {@code --size} names: one number, or height and width.
     *
     * @throws IllegalArgumentException if it is not a size, or out of range
     */
    static Preprocessing preprocessing(DetectorFamily family, String size) {
        Matcher matcher = SIZE.matcher(size);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "--size: \"" + size + "\" is not a size; write one number, or HEIGHTxWIDTH such as 192x256");
        }
        int height = Integer.parseInt(matcher.group(1));
        int width = matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2));
        return family.preprocessing(height, width);
    }
}
