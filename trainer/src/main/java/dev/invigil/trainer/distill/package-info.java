/** Making an encoder of our own from any photographs; the learning itself is {@link dev.invigil.detector.distillation}. */
package dev.invigil.trainer.distill;
