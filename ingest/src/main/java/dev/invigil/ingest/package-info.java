/**
 * Turns what a folder or an HTTP client gives into numbered, digested frames on the {@code frames} topic.
 *
 * <p>Sources ({@code folder}, {@code http}) make drafts; the publisher ({@code publish}) numbers and commits them, every frame exactly
 * once across crashes: how, stands in {@link dev.invigil.ingest.publish}. What does not become a frame is counted under a {@link
 * dev.invigil.ingest.frame.RefusalReason} and never stops a source.
 */
package dev.invigil.ingest;
