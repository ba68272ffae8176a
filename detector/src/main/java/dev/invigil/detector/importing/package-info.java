/**
 * Imported weights, checked against the network that they are meant for: every name and every shape must fit, and one message
 * lists all that do not.
 */
package dev.invigil.detector.importing;
