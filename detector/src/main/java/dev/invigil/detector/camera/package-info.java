// SPDX-License-Identifier: Apache-2.0
/**
 * Camera rules as files hold them: which parts of a camera's image are inspected and which are ignored, and how large a region must be. The
 * scorer, {@code calibrate}, {@code evaluate} and {@code score} read them by this package, so they inspect the same pixels.
 */
package dev.invigil.detector.camera;
