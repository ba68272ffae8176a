/**
 * One YAML file per process, read into immutable records: all problems at once, unknown keys refused, every value
 * overridable from the environment. See {@link dev.invigil.kit.config.Configuration}.
 */
package dev.invigil.kit.config;
