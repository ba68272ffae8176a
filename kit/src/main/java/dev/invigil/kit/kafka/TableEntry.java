// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

/** The content of a record of a compacted topic. */
public sealed interface TableEntry<K, V> {

    /** The key has this value from now on. */
    record Put<K, V>(K key, V value) implements TableEntry<K, V> {}

    /** The key has no value from now on. */
    record Removed<K, V>(K key) implements TableEntry<K, V> {}

    /** The record says nothing. */
    record Unreadable<K, V>(RecordProblem problem) implements TableEntry<K, V> {}
}
