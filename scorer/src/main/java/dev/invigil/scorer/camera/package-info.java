// SPDX-License-Identifier: Apache-2.0
/** What holds for single cameras: what of the picture does not count, and how large a region must be. */
package dev.invigil.scorer.camera;
