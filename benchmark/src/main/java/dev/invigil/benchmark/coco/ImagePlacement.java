// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

/** Where the images of the benchmark are. */
public enum ImagePlacement {
    /** Where they were; the benchmark names them by their way from it. */
    REFERENCE,
    /** Hard links below the benchmark's folder. */
    LINK,
    /** Copies below the benchmark's folder. */
    COPY
}
