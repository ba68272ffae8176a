// SPDX-License-Identifier: Apache-2.0
/** Evaluation of a model on held-out parts, for the gate. */
package dev.invigil.trainer.evaluate;
