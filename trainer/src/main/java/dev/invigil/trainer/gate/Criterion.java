// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate;

/** What the gate looks at in each product. */
public enum Criterion {
    IMAGE_AUROC("imageAuroc", "image AUROC"),
    IMAGE_AP("imageAp", "image AP"),
    /** Defective parts that the model passes. */
    MISSED_DEFECTS("missedDefects", "missed defects"),
    /** Good parts that the model rejects, or takes for another product. */
    FALSE_REJECTS("falseRejects", "false rejects");

    private final String jsonName;
    private final String label;

    Criterion(String jsonName, String label) {
        this.jsonName = jsonName;
        this.label = label;
    }

    /** The name in {@code gate.json}. */
    public String jsonName() {
        return jsonName;
    }

    /** The name in sentences. */
    public String label() {
        return label;
    }
}
