// SPDX-License-Identifier: Apache-2.0
/** Encoders: networks that turn an image into features, described in terms of package {@code graph}. */
package dev.invigil.detector.encoder;
