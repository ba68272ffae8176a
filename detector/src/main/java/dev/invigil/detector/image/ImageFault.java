// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

/** Why bytes could not be read as a picture. */
public enum ImageFault {
    /** No bytes at all. */
    EMPTY,
    /** Does not begin like any picture. */
    NOT_AN_IMAGE,
    /** Begins like a picture and ends before its end. */
    TRUNCATED,
    /** Complete, but contradicts itself or its checksums. */
    CORRUPT,
    /** More pixels than the limit, by its own header. */
    TOO_LARGE,
    /** A picture, but of a format or variant that is not read. */
    UNSUPPORTED
}
