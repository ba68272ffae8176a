/** Conventions that all metrics share: names, buckets, build information. */
package dev.invigil.kit.metrics;
