/**
 * What the detector says about each pixel of an image: the anomaly map, the smoothing that the published score is
 * taken from, and the connected regions above a threshold. Plain arrays, no IO, no native code.
 */
package dev.invigil.detector.map;
