// SPDX-License-Identifier: Apache-2.0
/**
 * The port of all detectors: {@link dev.invigil.detector.model.DetectorFamily} builds, trains and imports a kind of detector,
 * {@link dev.invigil.detector.model.DetectorSpec} says what a bundle needs to open one, and {@link
 * dev.invigil.detector.model.OpenDetector} turns batches of images into anomaly maps.
 */
package dev.invigil.detector.model;
