/**
 * Scoring: a model that is loaded once and turns batches of pictures into anomaly maps.
 */
package dev.invigil.detector.scoring;
