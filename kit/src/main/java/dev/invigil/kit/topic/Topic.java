// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.topic;

/** The topics of an installation. The full name is the prefix (default {@value #DEFAULT_PREFIX}) and {@link #suffix()}. */
public enum Topic {
    FRAMES("frames"),
    VERDICTS("verdicts"),
    MAPS("maps"),
    ALERTS("alerts"),
    /** Threshold overrides of the operators; read by the scorers. */
    THRESHOLDS("thresholds"),
    /** What a model in shadow would have decided; without effect. */
    SHADOW_VERDICTS("verdicts.shadow"),
    /** The state of each model; written by the trainer and by operators, read by the scorers. */
    MODELS("models"),
    /** What operators say about single frames; read by the trainer. */
    LABELS("labels"),
    DEAD_LETTERS("dead-letters"),
    /** What ingest has sent; written in one transaction with the frames. */
    INGEST_PROGRESS("ingest-progress");

    /** Put before every name unless configured otherwise. */
    public static final String DEFAULT_PREFIX = "invigil.";

    private final String suffix;

    Topic(String suffix) {
        this.suffix = suffix;
    }

    /** The name without the prefix. */
    public String suffix() {
        return suffix;
    }

    /** The name on the broker. */
    public String name(String prefix) {
        return prefix + suffix;
    }
}
