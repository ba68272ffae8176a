// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;
import dev.invigil.detector.bundle.CalibratedClass;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.decision.Basis;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prints a new bundle: name and digest, a line for each product, and why a threshold is provisional. */
final class BundleTable {
    private BundleTable() {}

    static void print(Path place, ModelBundle bundle, PrintWriter print) {
        print.printf(
                "%s  model %s %s%n",
                place, bundle.model().name(), bundle.model().version());
        print.printf("sha256 %s%n%n", bundle.digest());
        TextTable table = new TextTable(
                "product", ">trained", ">held out", ">review at", ">reject at", ">guaranteed", ">95 % below", "basis");
        for (CalibratedClass known : bundle.model().classes()) {
            List<String> cells = new ArrayList<>(List.of(
                    known.name(),
                    Integer.toString(known.trainingParts()),
                    Integer.toString(known.threshold().parts()),
                    ThresholdCells.number(known.threshold().review()),
                    ThresholdCells.number(known.threshold().reject())));
            cells.addAll(ThresholdCells.cells(known.threshold()));
            table.row(cells.toArray(String[]::new));
        }
        print.print(table);
        print.println(ThresholdCells.LEGEND);
        bundle.model().classes().stream()
                .map(known -> known.threshold().basis())
                .flatMap(basis -> basis instanceof Basis.Provisional provisional
                        ? Stream.of(provisional.reason())
                        : Stream.<String>empty())
                .distinct()
                .forEach(reason -> print.printf("%nprovisional: %s%n", reason));
        print.flush();
    }
}
