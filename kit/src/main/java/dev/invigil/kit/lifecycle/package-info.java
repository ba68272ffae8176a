/** Starting services in order, stopping them in reverse with a bound each, and what a fatal failure does. */
package dev.invigil.kit.lifecycle;
