// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import java.nio.file.Path;

/**
 * Names files by their place below the data's folder, with slashes on every system; files elsewhere by their whole path.
 *
 * @param root absolute
 */
public record DataPlaces(Path root) {
    public DataPlaces {
        root = root.toAbsolutePath().normalize();
    }

    public String of(Path file) {
        Path whole = file.toAbsolutePath().normalize();
        return (whole.startsWith(root) ? root.relativize(whole) : whole)
                .toString()
                .replace('\\', '/');
    }

    /** The file of an image, and its place in that if it is not all of it. */
    public String of(Picture image) {
        return of(Path.of(image.toString()));
    }
}
