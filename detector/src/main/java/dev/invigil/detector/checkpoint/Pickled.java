// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pickle builds, besides {@code null}, booleans, numbers, strings and lists, which are Java's own. A hostile pickle may
 * nest these without end or put one into itself, so they are never traversed without bounds: not printed, compared or hashed.
 */
sealed interface Pickled {
    /** Content of a state dict that is not a tensor and not needed. */
    enum Opaque implements Pickled {
        VALUE
    }

    /**
     * An object of a class or function that is not known here. It is never built and nothing of it is called; a file may hold such
     * objects beside its weights, as torchvision's {@code args} are.
     *
     * @param name of the class or function
     * @param at the byte of the pickle that names it
     */
    record Foreign(String name, int at) implements Pickled {}

    /** A dictionary, in the order in which it was filled; a key that comes again is there again. */
    final class Dict implements Pickled {
        private final List<Object> keys = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        void put(Object key, Object value) {
            keys.add(key);
            values.add(value);
        }

        int size() {
            return keys.size();
        }

        Object key(int index) {
            return keys.get(index);
        }

        Object value(int index) {
            return values.get(index);
        }

        /** The last value of that key; null if there is none. */
        Object get(String key) {
            for (int i = keys.size() - 1; i >= 0; i--) {
                if (key.equals(keys.get(i))) {
                    return values.get(i);
                }
            }
            return null;
        }
    }

    /**
     * Bytes elsewhere in the file.
     *
     * @param key their name there
     * @param elements how many
     * @param first where the part begins that is meant, in elements
     * @param length of that part, in elements
     */
    record Storage(Elements kind, String key, long elements, long first, long length) implements Pickled {
        long bytes() {
            return elements * kind.bytes();
        }
    }

    /**
     * A view of a storage, within its bounds.
     *
     * @param first element, counted from the storage's own
     * @param strides in elements, as many as there are sizes
     */
    record Tensor(ElementType type, Storage storage, long first, List<Integer> sizes, List<Long> strides)
            implements Pickled {
        /** @throws ArithmeticException if there are more than any file holds; so do the next two */
        long elements() {
            return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }

        long bytes() {
            return Math.multiplyExact(elements(), (long) type.bytes());
        }

        /** Its last element in the storage, if it has any. */
        long last() {
            long last = first;
            for (int axis = 0; axis < sizes.size(); axis++) {
                last = Math.addExact(last, Math.multiplyExact(sizes.get(axis) - 1L, strides.get(axis)));
            }
            return last;
        }

        /** Whether its elements are contiguous. */
        boolean isContiguous() {
            long expected = 1;
            for (int axis = sizes.size() - 1; axis >= 0; axis--) {
                if (sizes.get(axis) != 1 && strides.get(axis) != expected) {
                    return false;
                }
                expected *= sizes.get(axis);
            }
            return true;
        }
    }

    /**
     * The name of a Python object, of the few that are known.
     *
     * @param role what it means here
     */
    record Global(String name, Role role) implements Pickled {}

    /** What a known name means. */
    sealed interface Role {}

    /** What a call of a known function gives. */
    enum Call implements Role {
        ORDERED_DICT,
        SIZE,
        TENSOR,
        PARAMETER,
        NOTHING_NEEDED
    }

    /**
     * A kind of storage.
     *
     * @param type empty for numbers that no model here has
     * @param bytes per element
     */
    record Elements(Optional<ElementType> type, int bytes) implements Role {
        static Elements of(ElementType type) {
            return new Elements(Optional.of(type), type.bytes());
        }
    }
}
