/**
 * Types shared by sources and the publisher: a source creates {@link dev.invigil.ingest.source.Draft}s, submits them, and receives the
 * {@link dev.invigil.ingest.source.Publication}. Sources and the publisher do not depend on each other.
 */
package dev.invigil.ingest.source;
