// SPDX-License-Identifier: Apache-2.0
/** Which threshold decides: the bundle's for the class, the bundle's for the camera, or one that an operator has set by hand. */
package dev.invigil.scorer.threshold;
