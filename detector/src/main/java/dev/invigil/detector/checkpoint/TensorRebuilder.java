// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static dev.invigil.detector.checkpoint.PickleInput.printable;

import dev.invigil.detector.checkpoint.Pickled.Call;
import dev.invigil.detector.checkpoint.Pickled.Dict;
import dev.invigil.detector.checkpoint.Pickled.Elements;
import dev.invigil.detector.checkpoint.Pickled.Foreign;
import dev.invigil.detector.checkpoint.Pickled.Global;
import dev.invigil.detector.checkpoint.Pickled.Opaque;
import dev.invigil.detector.checkpoint.Pickled.Storage;
import dev.invigil.detector.checkpoint.Pickled.Tensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the few known functions of a pickle make of their arguments. */
final class TensorRebuilder {
    private static final int MAX_AXES = 64;

    private final PickleInput input;
    private final Map<String, Storage> storages = new HashMap<>();

    TensorRebuilder(PickleInput input) {
        this.input = input;
    }

    /** All storages that were named so far, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    Object call(Object callee, List<Object> arguments) throws MalformedTensorFileException {
        if (callee instanceof Foreign) {
            return callee;
        }
        if (!(callee instanceof Global global && global.role() instanceof Call call)) {
            throw input.malformed("it calls something that is not a function");
        }
        return switch (call) {
            case ORDERED_DICT -> orderedDict(arguments);
            case SIZE -> argument(arguments, 0);
            case TENSOR -> tensor(arguments);
            case PARAMETER -> parameter(argument(arguments, 0));
            case NOTHING_NEEDED -> Opaque.VALUE;
        };
    }

    /** An instance of a class, which is not made. */
    Object instance(Object type) throws MalformedTensorFileException {
        if (type instanceof Foreign) {
            return type;
        }
        if (type instanceof Global global && global.role() == Call.NOTHING_NEEDED) {
            return Opaque.VALUE;
        }
        throw input.malformed("it creates an instance of something that is not a class");
    }

    private Object parameter(Object value) throws MalformedTensorFileException {
        if (value instanceof Tensor || value == Opaque.VALUE || value instanceof Foreign) {
            return value;
        }
        throw input.malformed("a parameter is built from something that is not a tensor");
    }

    /** Old ones are made of a list of pairs. */
    private Dict orderedDict(List<Object> arguments) throws MalformedTensorFileException {
        Dict dict = new Dict();
        if (!arguments.isEmpty()) {
            List<Object> pairs = list(arguments.get(0));
            input.spend(pairs.size());
            for (Object pair : pairs) {
                dict.put(argument(list(pair), 0), argument(list(pair), 1));
            }
        }
        return dict;
    }

    /** Arguments: storage, offset, sizes, strides, and what is not needed. */
    private Object tensor(List<Object> arguments) throws MalformedTensorFileException {
        if (argument(arguments, 0) instanceof Foreign foreign) {
            throw input.refused(foreign);
        }
        if (!(argument(arguments, 0) instanceof Storage storage)) {
            throw input.malformed("a tensor is built from something that is not a storage");
        }
        if (storage.kind().type().isEmpty()) {
            return Opaque.VALUE;
        }
        long first = number(argument(arguments, 1));
        List<Object> sizes = list(argument(arguments, 2));
        List<Object> strides = list(argument(arguments, 3));
        if (sizes.size() != strides.size() || sizes.size() > MAX_AXES) {
            throw input.malformed("a tensor has " + sizes.size() + " sizes and " + strides.size() + " strides");
        }
        List<Integer> shape = new ArrayList<>(sizes.size());
        List<Long> steps = new ArrayList<>(sizes.size());
        for (int axis = 0; axis < sizes.size(); axis++) {
            long size = number(sizes.get(axis));
            if (size > Integer.MAX_VALUE) {
                throw input.malformed("a tensor is larger than 2 GiB");
            }
            shape.add((int) size);
            steps.add(number(strides.get(axis)));
        }
        Tensor tensor = new Tensor(storage.kind().type().get(), storage, first, shape, steps);
        requireInside(tensor);
        return tensor;
    }

    private void requireInside(Tensor tensor) throws MalformedTensorFileException {
        Storage storage = tensor.storage();
        try {
            if (tensor.bytes() > Integer.MAX_VALUE) {
                throw input.malformed("a tensor is larger than 2 GiB");
            }
            if (tensor.elements() > 0 && tensor.last() >= storage.length()) {
                throw input.malformed("a tensor reaches beyond its storage \"" + printable(storage.key()) + "\"");
            }
        } catch (ArithmeticException e) {
            throw input.malformed("a tensor is larger than any file");
        }
    }

    /** A persistent id: "storage", its kind, key, device, count and, in old files, the part that is meant: key, offset, count. */
    Storage storage(List<Object> id) throws MalformedTensorFileException {
        if (id.size() > 1 && id.get(1) instanceof Foreign foreign) {
            throw input.refused(foreign);
        }
        if (!"storage".equals(argument(id, 0))
                || !(argument(id, 1) instanceof Global global)
                || !(global.role() instanceof Elements elements)) {
            throw input.malformed("it refers to something that is not a storage");
        }
        String key = string(argument(id, 2));
        long count = number(argument(id, 4));
        if (count > Integer.MAX_VALUE / elements.bytes()) {
            throw input.malformed("storage \"" + printable(key) + "\" is larger than 2 GiB");
        }
        Storage whole = new Storage(elements, key, count, 0, count);
        if (!whole.equals(storages.computeIfAbsent(key, k -> whole))) {
            throw input.malformed("it describes storage \"" + printable(key) + "\" twice and differently");
        }
        if (id.size() <= 5 || id.get(5) == null) {
            return whole;
        }
        List<Object> view = list(id.get(5));
        long first = number(argument(view, 1));
        long length = number(argument(view, 2));
        if (first > count || length > count - first) {
            throw input.malformed("a part of storage \"" + printable(key) + "\" is outside of the storage");
        }
        return new Storage(elements, key, count, first, length);
    }

    @SuppressWarnings("unchecked") // every list of a pickle was made by its reader
    List<Object> list(Object value) throws MalformedTensorFileException {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw input.malformed("it has something else where a tuple is expected");
    }

    String string(Object value) throws MalformedTensorFileException {
        if (value instanceof String text) {
            return text;
        }
        throw input.malformed("it has something else where a name is expected");
    }

    private Object argument(List<Object> arguments, int index) throws MalformedTensorFileException {
        if (index >= arguments.size()) {
            throw input.malformed("an argument is missing");
        }
        return arguments.get(index);
    }

    private long number(Object value) throws MalformedTensorFileException {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw input.malformed("it has something else where a size or offset is expected");
    }
}
