// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Which release of Pillow a resize equals bit for bit. Both make the same two passes with the same weights; each pass rounds to
 * 8 bits, so that their order shows in the last digit. A model must see the order that it was trained with.
 */
public enum ResizeVersion {
    /** Up to 12.3: always across first, then down. */
    PILLOW_12("pillow-12") {
        @Override
        boolean isDownFirst(int height, int width, int toHeight, int toWidth) {
            return false;
        }
    },
    /** From 13.0: down first when the height loses more than twice as many pixels as the width. */
    PILLOW_13("pillow-13") {
        @Override
        boolean isDownFirst(int height, int width, int toHeight, int toWidth) {
            return height > toHeight && height - toHeight > (width - toWidth) * 2L;
        }
    };

    private final String id;

    ResizeVersion(String id) {
        this.id = id;
    }

    abstract boolean isDownFirst(int height, int width, int toHeight, int toWidth);

    /** As manifests write it. */
    public String id() {
        return id;
    }

    /**
     * By the name that manifests write.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ResizeVersion of(String id) {
        return Arrays.stream(values())
                .filter(version -> version.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown resize \"" + id + "\"; there are "
                        + Arrays.stream(values()).map(ResizeVersion::id).collect(Collectors.joining(", "))));
    }
}
