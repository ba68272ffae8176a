// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.frame;

/** Why a file or request did not become a frame. Each value is also the {@code reason} label of the metrics. */
public enum RefusalReason {
    /** No bytes. */
    EMPTY,
    /** The first bytes do not match an image format that Invigil reads. */
    NOT_AN_IMAGE,
    /** More bytes than {@code topics.frame-limit}. */
    TOO_LARGE,
    /** A watched disk has too little free space; frames are accepted again when there is enough. */
    DISK_FULL,
    /** The file cannot be read. */
    UNREADABLE,
    /** Camera, product, part or frame id is not a valid name. */
    INVALID_NAME,
    /** The capture time (of a file: its modification time) is outside the years 1970 to 2199. */
    INVALID_TIME,
    /** Handling the HTTP request failed with an unexpected error; see the log. */
    INTERNAL_ERROR,
    /** The HTTP request is invalid: path, method, content type, a header. */
    BAD_REQUEST,
    /** The HTTP request has no valid bearer token. */
    UNAUTHORIZED,
    /** The frame id was already used for another frame. */
    CONFLICT,
    /** The body of the HTTP request arrived too slowly or ended too early. */
    INCOMPLETE,
    /** The buffer of frames that wait for the broker is full; the client should retry. */
    BUSY,
    /** The broker did not acknowledge; the client should retry. */
    BROKER_AWAY
}
