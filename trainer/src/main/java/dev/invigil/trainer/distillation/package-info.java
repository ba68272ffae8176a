/**
 * How Invigil's own encoder is made: a narrow network learns to compute what a wide, trained one computes, from any
 * images, without labels.
 */
package dev.invigil.trainer.distillation;
