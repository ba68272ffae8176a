// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.importing;

import dev.invigil.detector.decision.FalseRejectRates;
import dev.invigil.detector.model.DetectorFamily;
import dev.invigil.detector.model.PostProcessing;
import dev.invigil.trainer.depth.DepthOption;

/**
 * What to make of a detector's checkpoint.
 *
 * @param name of the model, as verdicts will carry it
 * @param version of this model under that name
 * @param family which detector it is
 * @param architecture of its encoder
 * @param strideFirst whether the encoder is a ResNet v1
 * @param depth of 16-bit images; a checkpoint does not state it
 * @param postprocessing of the maps
 * @param rates of good parts that may be rejected and reviewed
 * @param isHeldOut whether the operator states that the checkpoint was not trained on the calibration parts
 */
public record ImportPlan(
        String name,
        String version,
        DetectorFamily family,
        String architecture,
        boolean strideFirst,
        DepthOption depth,
        PostProcessing postprocessing,
        FalseRejectRates rates,
        boolean isHeldOut) {}
