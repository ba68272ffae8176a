/**
 * The folder source: files that exist and files that arrive, each exactly once.
 *
 * <p>A scan finds candidates; a candidate is read when two looks at it, {@code settle} apart, saw the same size and the same
 * modification time (and a third, after reading, still does). Directory events only make the next look come sooner: network file systems
 * do not deliver them, so the whole tree is looked at again every {@code rescan}. One thread does it all.
 */
package dev.invigil.ingest.folder;
