// SPDX-License-Identifier: Apache-2.0
/**
 * The process that trains and evaluates for a run: its memory and its crashes stay its own. The service starts it with the run's folder,
 * reads its progress from its output, and finds its results in the folder.
 */
package dev.invigil.trainer.child;
