// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

/**
 * The observed state of a file.
 *
 * @param size in bytes
 * @param modifiedMillis modification time, milliseconds since 1970 (file systems differ in their finer resolution)
 */
record FileState(long size, long modifiedMillis) {}
