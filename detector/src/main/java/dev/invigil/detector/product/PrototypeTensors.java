// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prototypes as a tensor file: for class number i the float32 tensors {@code i.mean} [p], {@code i.deviation} [p] and {@code
 * i.directions} [n,p], the float64 tensor {@code i.numbers} [4] (noise, logarithm of the determinant, reach, margin), and the product's
 * name as the metadata {@code i}.
 */
public final class PrototypeTensors {
    private PrototypeTensors() {}

    /** The prototypes as they are stored. */
    public static TensorFile of(Prototypes prototypes) {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        int number = 0;
        for (Prototype one : prototypes.all()) {
            FeatureDistribution spread = one.spread();
            int features = spread.features();
            tensors.put(number + ".mean", HostTensor.of(spread.mean(), features));
            tensors.put(number + ".deviation", HostTensor.of(spread.deviation(), features));
            tensors.put(
                    number + ".directions",
                    HostTensor.of(spread.directions(), spread.directions().length / features, features));
            tensors.put(
                    number + ".numbers",
                    HostTensor.of(
                            new double[] {spread.noise(), spread.logDeterminant(), one.reach(), one.margin()},
                            List.of(4)));
            names.put(Integer.toString(number), one.product());
            number++;
        }
        return new TensorFile(tensors, names);
    }

    /**
     * The prototypes of a file.
     *
     * @throws IllegalArgumentException if it is not what {@link #of} makes
     */
    public static Prototypes read(TensorFile file) {
        List<Prototype> all = new ArrayList<>();
        for (int number = 0; number < file.metadata().size(); number++) {
            String product = file.metadata().get(Integer.toString(number));
            double[] numbers = file.tensor(number + ".numbers").doubles();
            if (product == null || numbers.length != 4) {
                throw new IllegalArgumentException(
                        "prototype " + number + " has no name, or does not have four numbers");
            }
            FeatureDistribution spread = new FeatureDistribution(
                    file.tensor(number + ".mean").floats(),
                    file.tensor(number + ".deviation").floats(),
                    file.tensor(number + ".directions").floats(),
                    numbers[0],
                    numbers[1]);
            all.add(new Prototype(product, spread, numbers[2], numbers[3]));
        }
        return new Prototypes(all);
    }
}
