// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import java.util.function.Function;

/** The content of a record of a compacted topic. */
public sealed interface TableEntry<K, V> {
    /** The result of the function for this kind of entry. */
    <R> R fold(
            Function<Put<K, V>, R> put, Function<Removed<K, V>, R> removed, Function<Unreadable<K, V>, R> unreadable);

    /** The key has this value from now on. */
    record Put<K, V>(K key, V value) implements TableEntry<K, V> {
        @Override
        public <R> R fold(
                Function<Put<K, V>, R> put,
                Function<Removed<K, V>, R> removed,
                Function<Unreadable<K, V>, R> unreadable) {
            return put.apply(this);
        }
    }

    /** The key has no value from now on. */
    record Removed<K, V>(K key) implements TableEntry<K, V> {
        @Override
        public <R> R fold(
                Function<Put<K, V>, R> put,
                Function<Removed<K, V>, R> removed,
                Function<Unreadable<K, V>, R> unreadable) {
            return removed.apply(this);
        }
    }

    /** The record says nothing. */
    record Unreadable<K, V>(RecordProblem problem) implements TableEntry<K, V> {
        @Override
        public <R> R fold(
                Function<Put<K, V>, R> put,
                Function<Removed<K, V>, R> removed,
                Function<Unreadable<K, V>, R> unreadable) {
            return unreadable.apply(this);
        }
    }
}
