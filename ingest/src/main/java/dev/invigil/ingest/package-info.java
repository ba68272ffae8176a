/**
 * Turns images from folders and HTTP clients into frames on the {@code frames} topic, with sequence number and digest.
 *
 * <p>Sources ({@code folder}, {@code http}) create drafts; the publisher ({@code publish}) numbers and commits them, every frame exactly
 * once even after a crash (see {@link dev.invigil.ingest.publish}). Files and requests that do not become a frame are counted under a
 * {@link dev.invigil.ingest.frame.RefusalReason} and never stop a source.
 */
package dev.invigil.ingest;
