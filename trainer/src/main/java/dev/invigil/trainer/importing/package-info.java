/** Imports files of weights: opens them with a clear error message if they do not fit, and builds bundles from them. */
package dev.invigil.trainer.importing;
