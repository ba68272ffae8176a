/**
 * The model bundle: a folder with {@code manifest.json} (what the model is, its thresholds, where it comes from),
 * {@code weights.safetensors} and {@code manifest.sha256}. Written whole or not at all; every byte is verified on load; the
 * manifest's digest names the model in verdicts.
 */
package dev.invigil.detector.bundle;
