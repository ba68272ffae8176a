// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import dev.invigil.detector.tensor.Sha256;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder where fetched backbones are kept under their publishers' names. A file that was saved there manually is as good as a
 * fetched one, if it is the right one.
 *
 * @param folder need not exist
 */
public record BackboneStore(Path folder) {
    /** Where a backbone is or belongs. */
    public Path place(KnownBackbone backbone) {
        return folder.resolve(backbone.file());
    }

    /** The partial download. */
    Path partial(KnownBackbone backbone) {
        return folder.resolve(backbone.file() + ".part");
    }

    /** Whether the file exists, whatever its content. */
    public boolean has(KnownBackbone backbone) {
        return Files.isRegularFile(place(backbone));
    }

    /**
     * The file of a backbone, verified.
     *
     * @throws OperatorException if it is not there, with how to get it, or another file is in its place
     * @throws IOException if the disk fails
     */
    public Path require(KnownBackbone backbone) throws IOException {
        Path file = place(backbone);
        if (!has(backbone)) {
            throw new OperatorException("backbone " + backbone.name()
                    + " is not downloaded; run: invigil backbone fetch " + backbone.name());
        }
        String digest = Sha256.of(file);
        if (!backbone.hasDigest(digest)) {
            throw new OperatorException(file + " is not " + backbone.name() + ": its SHA-256 is " + digest + ", not "
                    + backbone.sha256() + "; delete it and run: invigil backbone fetch " + backbone.name());
        }
        return file;
    }
}
