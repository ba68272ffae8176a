/**
 * Training by the official recipe: one step, and the loop around it.
 */
package dev.invigil.detector.training;
