// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

/** Header names and fixed values of the {@code frames} topic: CloudEvents 1.0, Kafka binding, binary mode. */
public final class FrameHeaders {
    /** Required, always {@value #SPEC_VERSION_VALUE}. */
    public static final String SPEC_VERSION = "ce_specversion";

    /** Required: the frame's id, unique, and never reused. */
    public static final String ID = "ce_id";

    /** Required: {@code /line/camera}, each percent-encoded as in any URI. */
    public static final String SOURCE = "ce_source";

    /** Required, now {@value #TYPE_VALUE}. */
    public static final String TYPE = "ce_type";

    /** Required: the product. */
    public static final String PRODUCT = "ce_product";

    /** Optional: the part id. */
    public static final String SUBJECT = "ce_subject";

    /** Optional: capture time as {@link CaptureTime} accepts it; when absent, the record's timestamp is used. */
    public static final String TIME = "ce_time";

    /** Optional: decimal number of the frame within its camera, from 0. */
    public static final String SEQUENCE = "ce_sequence";

    /** Optional: SHA-256 of the value in hex. */
    public static final String DIGEST = "ce_digest";

    /** Optional: media type of the value. */
    public static final String CONTENT_TYPE = "content-type";

    public static final String SPEC_VERSION_VALUE = "1.0";
    public static final String TYPE_VALUE = "dev.invigil.frame.v1";

    /**
     * Largest size of a header value in bytes. {@link #SOURCE} needs most: two names of {@value Frame#MAX_TEXT} characters, each up to 3
     * bytes in UTF-8 and 9 when percent-encoded.
     */
    public static final int MAX_VALUE_BYTES = 4096;

    private FrameHeaders() {}
}
