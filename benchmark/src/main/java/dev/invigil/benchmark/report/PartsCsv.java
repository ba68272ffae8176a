// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.report;

import dev.invigil.benchmark.maps.CsvTable;

/** Every part's score, a line each. */
final class PartsCsv {
    private PartsCsv() {}

    static String of(Report report) {
        CsvTable text = new CsvTable("class", "file", "defect", "defective", "score", "decision");
        for (ClassReport known : report.classes()) {
            for (DecidedPart part : known.parts()) {
                text.row(
                        known.name(),
                        part.file(),
                        part.defect(),
                        Boolean.toString(part.defective()),
                        Double.toString(part.score()),
                        part.decision().map(Enum::name).orElse(""));
            }
        }
        return text.toString();
    }
}
