// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

/** Why something offered to ingest did not become a frame. Each value is also the {@code reason} label of the metrics. */
public enum RefusalReason {
    /** No bytes. */
    EMPTY,
    /** The first bytes are those of no image format that Invigil reads. */
    NOT_AN_IMAGE,
    /** More bytes than {@code topics.frame-limit}. */
    TOO_LARGE,
    /** A watched disk has too little space left; frames are taken again when there is more. */
    DISK_FULL,
    /** The file cannot be read. */
    UNREADABLE,
    /** Camera, product, part or frame id is not allowed as a name. */
    INVALID_NAME,
    /** The capture time (of a file: its modification time) is outside of the years 1970 to 2199. */
    INVALID_TIME,
    /** The HTTP request itself is wrong: path, method, content type, a header. */
    BAD_REQUEST,
    /** The HTTP request has no valid bearer token. */
    UNAUTHORIZED,
    /** The frame id was already used for another frame. */
    CONFLICT,
    /** The HTTP request's body came too slowly or ended too early. */
    INCOMPLETE,
    /** More frames are waiting for the broker than fit into the buffer; the client is asked to try again. */
    BUSY,
    /** The broker did not acknowledge; the client is asked to try again. */
    BROKER_AWAY
}
