// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static dev.invigil.detector.checkpoint.PickleInput.printable;

import dev.invigil.detector.checkpoint.Pickled.Dict;
import dev.invigil.detector.checkpoint.Pickled.Tensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Finds the model's tensors in what was saved. */
final class StateDict {
    /** Under what trainers save a model beside its optimiser, the best match first. */
    private static final List<String> USUAL_NAMES = List.of("net", "state_dict", "model", "model_state_dict", "module");

    private static final int DEEPEST = 3;
    private static final int NAMED_ENTRIES = 8;
    private static final String PARALLEL = "module.";

    private StateDict() {}

    static Map<String, Tensor> of(Object root, Complaint complaint) throws MalformedTensorFileException {
        if (!(root instanceof Dict saved)) {
            throw complaint.of("it holds no dictionary of tensors");
        }
        Dict dict = saved;
        for (int depth = 0; depth < DEEPEST; depth++) {
            dict = wrapped(dict);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < dict.size(); i++) {
            if (dict.key(i) instanceof String name && dict.value(i) instanceof Tensor tensor) {
                tensors.put(name, tensor);
            }
        }
        if (tensors.isEmpty()) {
            throw complaint.of("no tensors are in it, nor in an entry named " + String.join(", ", USUAL_NAMES)
                    + "; it has " + names(dict));
        }
        return withoutPrefix(tensors);
    }

    private static Dict wrapped(Dict dict) {
        for (String name : USUAL_NAMES) {
            if (dict.get(name) instanceof Dict inner) {
                return inner;
            }
        }
        return dict;
    }

    /** What a model that was trained on several devices has before all of its names. */
    static <T> Map<String, T> withoutPrefix(Map<String, T> tensors) {
        if (!tensors.keySet().stream().allMatch(name -> name.startsWith(PARALLEL))) {
            return tensors;
        }
        Map<String, T> bare = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> bare.put(name.substring(PARALLEL.length()), tensor));
        return bare;
    }

    private static String names(Dict dict) {
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < Math.min(dict.size(), NAMED_ENTRIES); i++) {
            names.add(dict.key(i) instanceof String name ? printable(name) : "an entry without a name");
        }
        return dict.size() == 0 ? "nothing" : names + (dict.size() > NAMED_ENTRIES ? ", …" : "");
    }
}
