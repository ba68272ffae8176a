// SPDX-License-Identifier: Apache-2.0
/** Runs: their states, what each phase does, and the one thread that works on them, one after the other. */
package dev.invigil.trainer.retrain;
