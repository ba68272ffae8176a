/**
 * The folder source: sends existing and new files, each exactly once.
 *
 * <p>A scan finds candidates; a candidate is read when two checks, {@code settle} apart, found the same size and the same modification time
 * (a third check follows after reading). Directory events only trigger an earlier check: network file systems do not deliver them, so the
 * whole tree is scanned again every {@code rescan}. A single thread does all of this.
 */
package dev.invigil.ingest.folder;
