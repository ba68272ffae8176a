// SPDX-License-Identifier: Apache-2.0
/**
 * The record of a training in a folder of its own: what is trained from what ({@code run.json}), every step ({@code steps.csv}), the loss as
 * a picture, and, until the model is written, a checkpoint to go on from.
 */
package dev.invigil.trainer.run;
