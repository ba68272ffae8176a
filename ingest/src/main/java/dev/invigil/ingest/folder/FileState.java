// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

/**
 * What a look at a file shows of it.
 *
 * @param size in bytes
 * @param modifiedMillis modification time, milliseconds since 1970 (finer parts are not kept alike by all file systems)
 */
record FileState(long size, long modifiedMillis) {}
