// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free and total space of a folder's disk. */
public interface FreeSpace {

    /** The machine's own disks. */
    FreeSpace OF_THIS_MACHINE = new FreeSpace() {
        @Override
        public long usable(Path folder) throws IOException {
            return Files.getFileStore(existing(folder)).getUsableSpace();
        }

        @Override
        public long total(Path folder) throws IOException {
            return Files.getFileStore(existing(folder)).getTotalSpace();
        }

        /** The folder, or its nearest existing parent. */
        private Path existing(Path folder) {
            Path path = folder.toAbsolutePath().normalize();
            while (!Files.exists(path) && path.getParent() != null) {
                path = path.getParent();
            }
            return path;
        }
    };

    /** Bytes that this process may still write below the folder, which need not exist yet. */
    long usable(Path folder) throws IOException;

    /** Size in bytes of the disk on which the folder is or would be. */
    long total(Path folder) throws IOException;
}
