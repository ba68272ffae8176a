// SPDX-License-Identifier: Apache-2.0
/** Which threshold applies: the bundle's for the product, the bundle's for the camera, or an operator's override. */
package dev.invigil.scorer.threshold;
