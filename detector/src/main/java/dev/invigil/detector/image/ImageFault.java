// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** Why bytes could not be read as an image. */
public enum ImageFault {
    /** No bytes at all. */
    EMPTY,
    /** Does not begin like any image. */
    NOT_AN_IMAGE,
    /** Begins like an image and ends before its end. */
    TRUNCATED,
    /** Complete, but contradicts itself or its checksums. */
    CORRUPT,
    /** By its own header more pixels than the limit, or more memory or work to decode. */
    TOO_LARGE,
    /** Decoding took longer than it may. */
    TOO_SLOW,
    /** An image, but of a format or variant that is not read. */
    UNSUPPORTED
}
