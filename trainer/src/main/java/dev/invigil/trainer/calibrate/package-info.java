// SPDX-License-Identifier: Apache-2.0
/** Thresholds from good parts that a model was not trained on: of a fresh model, of one from elsewhere, and again of a bundle. */
package dev.invigil.trainer.calibrate;
