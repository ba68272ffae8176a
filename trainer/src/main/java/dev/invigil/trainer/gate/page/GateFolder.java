// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.gate.page;

import dev.invigil.trainer.gate.GateDecision;
import dev.invigil.trainer.snapshot.SuspectPart;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A decision on disk: {@value #JSON} for programs, {@value #PAGE} for people. Each file appears as a whole. */
public final class GateFolder {
    /** The page: one file that loads nothing. */
    public static final String PAGE = "index.html";
    /** All figures; its fields only grow within a schema. */
    public static final String JSON = "gate.json";

    private GateFolder() {}

    /**
     * Writes both into one folder; earlier files are replaced.
     *
     * @return the page
     */
    public static Path write(GateDecision decision, GatePictures pictures, Path folder) throws IOException {
        return write(decision, pictures, Optional.empty(), folder.resolve(JSON), folder);
    }

    /**
     * Writes the JSON to a file and the page into a folder; earlier ones are replaced. The JSON is last, so where it is, the page is.
     *
     * @param suspects parts of the training set that may be defective; empty if nobody has looked for them
     * @return the page
     */
    public static Path write(
            GateDecision decision, GatePictures pictures, Optional<List<SuspectPart>> suspects, Path json, Path pages)
            throws IOException {
        StringWriter page = new StringWriter();
        GatePage.write(new GateView(decision, pictures, suspects), page);
        Path file = Files.createDirectories(pages).resolve(PAGE);
        replace(file, page.toString());
        replace(json, GateJson.of(decision, suspects));
        return file;
    }

    private static void replace(Path file, String text) throws IOException {
        Path whole = file.resolveSibling("." + file.getFileName() + ".new");
        Files.writeString(whole, text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
