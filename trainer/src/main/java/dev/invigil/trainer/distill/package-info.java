/** Builds an encoder from any images; the training itself is in {@link dev.invigil.detector.distillation}. */
package dev.invigil.trainer.distill;
