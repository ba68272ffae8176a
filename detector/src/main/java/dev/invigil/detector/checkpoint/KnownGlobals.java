// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.checkpoint.Pickled.Call;
import dev.invigil.detector.checkpoint.Pickled.Elements;
import dev.invigil.detector.checkpoint.Pickled.Role;
import dev.invigil.detector.tensor.ElementType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of Python objects that a checkpoint may use; there are no others. */
final class KnownGlobals {
    private static final List<String> BUILTINS = List.of("list", "dict", "set", "int", "float");
    private static final List<String> DTYPES =
            List.of("float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool");
    private static final Map<String, Role> KNOWN = known();

    private KnownGlobals() {}

    static Optional<Role> role(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    private static Map<String, Role> known() {
        Map<String, Role> known = new HashMap<>();
        known.put("collections.OrderedDict", Call.ORDERED_DICT);
        known.put("torch.Size", Call.SIZE);
        known.put("torch._utils._rebuild_tensor", Call.TENSOR);
        known.put("torch._utils._rebuild_tensor_v2", Call.TENSOR);
        known.put("torch._utils._rebuild_parameter", Call.PARAMETER);
        known.put("torch._utils._rebuild_parameter_with_state", Call.PARAMETER);
        known.put("torch.DoubleStorage", Elements.of(ElementType.F64));
        known.put("torch.FloatStorage", Elements.of(ElementType.F32));
        known.put("torch.HalfStorage", Elements.of(ElementType.F16));
        known.put("torch.BFloat16Storage", Elements.of(ElementType.BF16));
        known.put("torch.LongStorage", Elements.of(ElementType.I64));
        known.put("torch.IntStorage", Elements.of(ElementType.I32));
        known.put("torch.ByteStorage", Elements.of(ElementType.U8));
        known.put("torch.BoolStorage", Elements.of(ElementType.BOOL));
        known.put("torch.CharStorage", new Elements(Optional.empty(), 1));
        known.put("torch.ShortStorage", new Elements(Optional.empty(), 2));
        known.put("torch.ComplexFloatStorage", new Elements(Optional.empty(), 8));
        // what optimisers, schedulers and logs leave in a checkpoint: noted, never made
        known.put("torch.device", Call.NOTHING_NEEDED);
        DTYPES.forEach(name -> known.put("torch." + name, Call.NOTHING_NEEDED));
        known.put("collections.defaultdict", Call.NOTHING_NEEDED);
        known.put("collections.Counter", Call.NOTHING_NEEDED);
        known.put("_codecs.encode", Call.NOTHING_NEEDED);
        known.put("numpy.dtype", Call.NOTHING_NEEDED);
        known.put("numpy.ndarray", Call.NOTHING_NEEDED);
        for (String multiarray : List.of("numpy.core.multiarray", "numpy._core.multiarray")) {
            known.put(multiarray + ".scalar", Call.NOTHING_NEEDED);
            known.put(multiarray + "._reconstruct", Call.NOTHING_NEEDED);
        }
        for (String name : BUILTINS) {
            known.put("builtins." + name, Call.NOTHING_NEEDED);
            known.put("__builtin__." + name, Call.NOTHING_NEEDED);
        }
        return Map.copyOf(known);
    }
}
