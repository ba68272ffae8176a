// SPDX-License-Identifier: Apache-2.0
/** The comparison of a candidate with the active model on the same held-out parts, and what follows from it. No input or output. */
package dev.invigil.trainer.gate;
