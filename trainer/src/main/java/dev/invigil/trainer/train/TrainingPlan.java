// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.train;

import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.encoder.Encoder;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.DetectorTrainer;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.training.Recipe;
import dev.invigil.kit.OperatorException;

/**
 * What to make of the good parts.
 *
 * @param name of the model, as verdicts will carry it
 * @param version of this model under that name
 * @param family which detector
 * @param preprocessing of the images
 * @param postprocessing of the maps
 * @param recipe how the network is trained
 * @param calibrationShare of the good parts, held out for the thresholds; above 0 and below 1
 * @param rates of good parts that may be rejected and reviewed
 */
public record TrainingPlan(
        String name,
        String version,
        DetectorFamily family,
        Preprocessing preprocessing,
        PostProcessing postprocessing,
        Recipe recipe,
        double calibrationShare,
        FalseRejectRates rates) {
    /** @throws IllegalArgumentException if the detector cannot take images of this size */
    public TrainingPlan {
        family.requireSize(preprocessing.height(), preprocessing.width());
    }

    /**
     * Says early whether the detector can be trained on an encoder, for images of this size.
     *
     * @param encoder ignored if the detector takes none
     * @throws OperatorException if it cannot, saying which encoders or sizes it takes
     */
    public void requireEncoder(Encoder encoder) {
        family.trainer().filter(DetectorTrainer::usesEncoder).ifPresent(trainer -> {
            try {
                trainer.requireEncoder(encoder);
                trainer.requireEncoder(encoder, preprocessing);
            } catch (IllegalArgumentException e) {
                throw new OperatorException(e.getMessage(), e);
            }
        });
    }

    /** The same for the family, preprocessing and post-processing of a detector, to start from it. */
    public TrainingPlan with(Detector detector) {
        return new TrainingPlan(
                name,
                version,
                detector.family(),
                detector.spec().preprocessing(),
                detector.spec().postprocessing(),
                recipe,
                calibrationShare,
                rates);
    }

    /** The same with another preprocessing. */
    public TrainingPlan with(Preprocessing other) {
        return new TrainingPlan(name, version, family, other, postprocessing, recipe, calibrationShare, rates);
    }
}
