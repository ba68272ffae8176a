// SPDX-License-Identifier: Apache-2.0
/** The scorer's configuration of single cameras. The rules themselves are {@code detector.camera} and {@code detector.decision}. */
package dev.invigil.scorer.camera;
