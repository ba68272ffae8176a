// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static dev.invigil.detector.checkpoint.PickleInput.printable;

import dev.invigil.detector.checkpoint.Pickled.Dict;
import dev.invigil.detector.checkpoint.Pickled.Foreign;
import dev.invigil.detector.checkpoint.Pickled.Tensor;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The model's tensors in what was saved.
 *
 * @param tensors by name, without the prefix
 * @param prefix that all names had; may be empty
 * @param passedOver entries beside the tensors that are objects of unknown classes, such as {@code args (argparse.Namespace)}
 */
record StateDict<T>(Map<String, T> tensors, String prefix, List<String> passedOver) {
    /** Under what trainers save a model beside its optimiser, the best match first. */
    private static final List<String> USUAL_NAMES = List.of("net", "state_dict", "model", "model_state_dict", "module");

    private static final int DEEPEST = 3;
    private static final int NAMED_ENTRIES = 8;
    /** What DataParallel, torch.compile and the usual wrappers of a network put before all of its names. */
    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.", "model.", "backbone.", "net.");

    static StateDict<Tensor> of(Object root, CheckpointErrors complaint) throws MalformedTensorFileException {
        if (!(root instanceof Dict saved)) {
            throw complaint.of("it contains no dictionary of tensors");
        }
        Dict dict = saved;
        List<String> passedOver = new ArrayList<>(foreign(dict));
        for (int depth = 0; depth < DEEPEST; depth++) {
            Dict inner = wrapped(dict);
            if (inner != dict) {
                passedOver.addAll(foreign(inner));
            }
            dict = inner;
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < dict.size(); i++) {
            if (dict.key(i) instanceof String name && dict.value(i) instanceof Tensor tensor) {
                tensors.put(name, tensor);
            }
        }
        if (tensors.isEmpty()) {
            throw complaint.of("it contains no tensors, also not in an entry named " + String.join(", ", USUAL_NAMES)
                    + "; it has " + names(dict)
                    + (passedOver.isEmpty()
                            ? ""
                            : "; objects that are never loaded: " + String.join(", ", passedOver)
                                    + " (if one of them is the model, save its state_dict() instead)"));
        }
        return of(tensors, passedOver);
    }

    /** The same of tensors that are not in a pickle. */
    static <T> StateDict<T> of(Map<String, T> tensors) {
        return of(tensors, List.of());
    }

    private static <T> StateDict<T> of(Map<String, T> tensors, List<String> passedOver) {
        String prefix = prefix(tensors);
        if (prefix.isEmpty()) {
            return new StateDict<>(tensors, prefix, passedOver);
        }
        Map<String, T> bare = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> bare.put(name.substring(prefix.length()), tensor));
        return new StateDict<>(bare, prefix, passedOver);
    }

    /** All the wrappers' prefixes that every name shares, in whatever order. */
    private static String prefix(Map<String, ?> tensors) {
        String prefix = "";
        for (int i = 0; i < PREFIXES.size(); i++) {
            for (String each : PREFIXES) {
                String longer = prefix + each;
                if (tensors.keySet().stream().allMatch(name -> name.startsWith(longer))) {
                    prefix = longer;
                    break;
                }
            }
        }
        return prefix;
    }

    private static Dict wrapped(Dict dict) {
        for (String name : USUAL_NAMES) {
            if (dict.get(name) instanceof Dict inner) {
                return inner;
            }
        }
        return dict;
    }

    private static List<String> foreign(Dict dict) {
        List<String> named = new ArrayList<>();
        for (int i = 0; i < dict.size() && named.size() < NAMED_ENTRIES; i++) {
            if (dict.key(i) instanceof String name && dict.value(i) instanceof Foreign foreign) {
                named.add(printable(name) + " (" + printable(foreign.name()) + ")");
            }
        }
        return named;
    }

    private static String names(Dict dict) {
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < Math.min(dict.size(), NAMED_ENTRIES); i++) {
            names.add(dict.key(i) instanceof String name ? printable(name) : "an entry without a name");
        }
        return dict.size() == 0 ? "nothing" : names + (dict.size() > NAMED_ENTRIES ? ", …" : "");
    }
}
