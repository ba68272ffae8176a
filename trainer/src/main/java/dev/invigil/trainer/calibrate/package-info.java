// SPDX-License-Identifier: Apache-2.0
/** Thresholds from good parts that a model was not trained on: of a new model, of an imported one, and recalibration of a bundle. */
package dev.invigil.trainer.calibrate;
