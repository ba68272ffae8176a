// SPDX-License-Identifier: Apache-2.0
/**
 * Training by the official recipe: one step, the loop around it, and checkpoints for resuming.
 */
package dev.invigil.detector.training;
