// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.camera.BrokenCameraRulesException;
import dev.invigil.detector.camera.CameraRuleEntries;
import dev.invigil.detector.camera.CameraRulesFile;
import dev.invigil.detector.decision.CameraRules;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.kit.OperatorException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which areas of the images are inspected. */
final class CameraRuleOptions {
    @Option(
            names = "--camera-rules",
            paramLabel = "FILE",
            description = "The file of camera rules (scorer.camera-rules): inspected and ignored areas.")
    private Optional<Path> file;

    /** Whether the option is there. */
    boolean areGiven() {
        return file.isPresent();
    }

    /**
     * The rules of the file, for maps of the bundle's size; none without the option.
     *
     * @param camera whose images these are; rules for single cameras apply only when it is known
     * @param err for the message that rules of the file do not apply
     */
    CameraRules rules(ModelBundle bundle, Optional<String> camera, PrintWriter err) {
        if (file.isEmpty()) {
            return CameraRules.NONE;
        }
        CameraRules rules;
        Preprocessing input = bundle.model().detector().preprocessing();
        try {
            rules = CameraRuleEntries.NONE
                    .with(CameraRulesFile.read(file.get()))
                    .rules(input.height(), input.width());
        } catch (BrokenCameraRulesException e) {
            throw new OperatorException(e.getMessage(), e);
        }
        List<String> cameras = rules.rules().keySet().stream()
                .flatMap(target -> target.camera().stream())
                .distinct()
                .sorted()
                .toList();
        if (camera.isEmpty() && !cameras.isEmpty()) {
            err.println(file.get() + ": the rules of single cameras (" + String.join(", ", cameras)
                    + ") do not apply; name the camera of these images with --camera");
            err.flush();
        }
        return rules;
    }
}
