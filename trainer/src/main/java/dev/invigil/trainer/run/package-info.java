// SPDX-License-Identifier: Apache-2.0
/**
 * The record of a training in its own folder: what is trained from what ({@code run.json}), every step ({@code steps.csv}), the loss as
 * an image, and, until the model is written, a checkpoint for resuming.
 */
package dev.invigil.trainer.run;
