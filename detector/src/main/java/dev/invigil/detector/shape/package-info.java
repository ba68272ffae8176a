// SPDX-License-Identifier: Apache-2.0
/** Shapes of networks in manifests: how records that describe a network are written and read. */
package dev.invigil.detector.shape;
