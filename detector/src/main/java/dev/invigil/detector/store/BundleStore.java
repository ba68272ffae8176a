// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.store;

import dev.invigil.detector.bundle.BrokenBundleException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The bundles of an installation, each under the digest of its manifest. A bundle in the store never changes. */
public interface BundleStore {

    /**
     * Stores a copy of a bundle. It is there as a whole or not at all, also when the process is killed. Does nothing if the store has it.
     *
     * @param bundle a directory
     * @return the digest under which it is stored
     * @throws BrokenBundleException if the directory is not an intact bundle
     * @throws IOException if the store cannot be written
     */
    String put(Path bundle) throws IOException, BrokenBundleException;

    /**
     * The directory of a bundle on this machine; where the store is elsewhere, it is copied first. The bundle is not verified: opening it does.
     *
     * @throws MissingBundleException if the store does not have it
     * @throws IOException if the store cannot be read
     */
    Path fetch(String digest) throws IOException;

    /** The digests of all bundles that are there. */
    Set<String> digests() throws IOException;

    /** Where it is, for messages. */
    @Override
    String toString();
}
