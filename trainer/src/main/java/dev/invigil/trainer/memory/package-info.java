// SPDX-License-Identifier: Apache-2.0
/** Bundles whose detectors remember images: what is forgotten and learned, and what that does to thresholds. */
package dev.invigil.trainer.memory;
