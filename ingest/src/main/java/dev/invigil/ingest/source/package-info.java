/**
 * What sources and the publisher share: a source makes {@link dev.invigil.ingest.source.Draft}s, submits them, and is told the {@link
 * dev.invigil.ingest.source.Publication}. Sources and the publisher do not know each other.
 */
package dev.invigil.ingest.source;
