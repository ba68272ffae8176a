// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.decision.Decision;
import dev.invigil.detector.decision.ProductCheck;
import dev.invigil.detector.tensor.HostTensor;
import dev.invigil.detector.tensor.TensorFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrototypesTest {
    private static final int FEATURES = 60;

    /** A product's parts: all features at {@code level}, moved together and each separately. */
    private record Product(double level, double together, double single) {
        List<float[]> parts(int count, long seed) {
            Random random = new Random(seed);
            List<float[]> parts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                double common = together * random.nextGaussian();
                float[] part = new float[FEATURES];
                for (int j = 0; j < FEATURES; j++) {
                    part[j] = (float) (level + j % 5 + common * (1 + j % 2) + single * random.nextGaussian());
                }
                parts.add(part);
            }
            return parts;
        }
    }

    private static final Product NARROW = new Product(5, 0.1, 0.05);
    private static final Product OTHER = new Product(7, 0.1, 0.05);
    private static final Product BROAD = new Product(5, 2, 1);

    @ParameterizedTest
    @ValueSource(ints = {10, 30, 400})
    void shouldTellProductsApartAndKnowTheirOwnParts(int parts) {
        Prototypes prototypes = fit(Map.of("narrow", NARROW, "other", OTHER, "broad", BROAD), parts);

        assertThat(wrongRate(prototypes, "narrow", NARROW)).isLessThanOrEqualTo(0.02);
        assertThat(wrongRate(prototypes, "other", OTHER)).isLessThanOrEqualTo(0.02);
        assertThat(wrongRate(prototypes, "broad", BROAD)).isLessThanOrEqualTo(0.02);
        assertThat(wrongRate(prototypes, "narrow", OTHER)).isGreaterThanOrEqualTo(0.9);
        assertThat(wrongRate(prototypes, "other", NARROW)).isGreaterThanOrEqualTo(0.9);
        assertThat(wrongRate(prototypes, "broad", NARROW))
                .as("parts of a narrow class in the midst of a broad one")
                .isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void shouldSayWhichProductItLooksLike() {
        Prototypes prototypes = fit(Map.of("narrow", NARROW, "other", OTHER, "broad", BROAD), 60);

        ProductCheck check =
                prototypes.check("narrow", OTHER.parts(1, 99).get(0)).orElseThrow();

        assertThat(check).isInstanceOfSatisfying(ProductCheck.OtherProduct.class, other -> assertThat(other.product())
                .isEqualTo("other"));
        assertThat(check.distance()).isGreaterThan(check.reach());
    }

    @Test
    void shouldAcceptPartsThatWereConfirmedHoweverUnlikeTheyAre() {
        Prototypes fitted = fit(Map.of("narrow", NARROW, "other", OTHER), 60);
        List<float[]> strange = new Product(30, 0.1, 0.05).parts(3, 98);
        List<float[]> alike = OTHER.parts(3, 99);
        assertThat(wrong(fitted, "narrow", strange)).isEqualTo(3);
        assertThat(wrong(fitted, "narrow", alike)).isEqualTo(3);

        Prototypes accepting = fitted.accepting("narrow", strange).accepting("narrow", alike);

        assertThat(wrong(accepting, "narrow", strange)).isZero();
        assertThat(wrong(accepting, "narrow", alike)).isZero();
        assertThat(wrong(accepting, "other", NARROW.parts(3, 97)))
                .as("the other product")
                .isEqualTo(3);
        Prototypes same = fitted.accepting("narrow", NARROW.parts(1, 96)).accepting("unknown", strange);
        assertThat(same.all()).isEqualTo(fitted.all());
    }

    private static long wrong(Prototypes prototypes, String product, List<float[]> parts) {
        return parts.stream()
                .map(part -> prototypes.check(product, part).orElseThrow())
                .filter(check -> !(check instanceof ProductCheck.SameProduct))
                .count();
    }

    @Test
    void shouldLeaveADefectivePartOfTheRightProductToTheAnomalyMap() {
        Prototypes prototypes = fit(Map.of("narrow", NARROW, "other", OTHER), 60);
        for (float[] part : NARROW.parts(50, 5)) {
            for (int j = 0; j < FEATURES; j += 5) {
                part[j] += 0.2f;
            }
            ProductCheck check = prototypes.check("narrow", part).orElseThrow();

            assertThat(check.distance()).isGreaterThan(check.reach());
            assertThat(check).isInstanceOf(ProductCheck.SameProduct.class);
        }
    }

    @Test
    void shouldFindAPartOfNoKnownProductStrange() {
        Prototypes prototypes = fit(Map.of("narrow", NARROW), 60);

        ProductCheck check =
                prototypes.check("narrow", OTHER.parts(1, 7).get(0)).orElseThrow();

        assertThat(check).isInstanceOf(ProductCheck.UnknownProduct.class);
        assertThat(check.decide(Decision.PASS)).isEqualTo(Decision.WRONG_PRODUCT);
        assertThat(check.decide(Decision.REJECT)).isEqualTo(Decision.REJECT);
        assertThat(wrongRate(prototypes, "narrow", NARROW)).isZero();
    }

    @Test
    void shouldNotTellTwoNamesOfOneProductApart() {
        Prototypes prototypes = PrototypeFit.of(Map.of("left", NARROW.parts(100, 1), "right", NARROW.parts(100, 2)));

        assertThat(wrongRate(prototypes, "left", NARROW)).isLessThanOrEqualTo(0.03);
        assertThat(wrongRate(prototypes, "right", NARROW)).isLessThanOrEqualTo(0.03);
    }

    @Test
    void shouldCheckNothingWithoutAPrototype() {
        Prototypes prototypes = PrototypeFit.of(Map.of("few", NARROW.parts(9, 1), "enough", OTHER.parts(10, 1)));

        assertThat(prototypes.products()).containsExactly("enough");
        assertThat(prototypes.check("few", NARROW.parts(1, 2).get(0))).isEmpty();
        assertThat(Prototypes.NONE.check("few", new float[0])).isEmpty();
    }

    @Test
    void shouldBeTheSameAfterBeingStored() {
        Prototypes prototypes = fit(Map.of("narrow", NARROW, "größer/2", OTHER, "broad", BROAD), 40);

        Prototypes read = PrototypeTensors.read(PrototypeTensors.of(prototypes));

        assertThat(read.products()).isEqualTo(prototypes.products());
        for (float[] part : OTHER.parts(20, 3)) {
            assertThat(read.check("broad", part)).isEqualTo(prototypes.check("broad", part));
        }
    }

    @Test
    void shouldRefuseAFileThatHoldsNoPrototypes() {
        TensorFile whole = PrototypeTensors.of(fit(Map.of("narrow", NARROW), 20));
        for (String tensor : whole.tensors().keySet()) {
            Map<String, HostTensor> others = new LinkedHashMap<>(whole.tensors());
            others.remove(tensor);
            assertThatThrownBy(() -> PrototypeTensors.read(new TensorFile(others, whole.metadata())))
                    .isInstanceOf(IllegalArgumentException.class);
            others.put(tensor, HostTensor.of(new float[] {Float.NaN}, 1));
            assertThatThrownBy(() -> PrototypeTensors.read(new TensorFile(others, whole.metadata())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Prototypes fit(Map<String, Product> products, int parts) {
        Map<String, List<float[]>> features = new HashMap<>();
        products.forEach((name, product) -> features.put(name, product.parts(parts, name.hashCode())));
        return PrototypeFit.of(features);
    }

    private static double wrongRate(Prototypes prototypes, String claimed, Product shown) {
        List<float[]> parts = shown.parts(300, 1234);
        return (double) parts.stream()
                        .map(part -> prototypes.check(claimed, part))
                        .flatMap(Optional::stream)
                        .filter(check -> !(check instanceof ProductCheck.SameProduct))
                        .count()
                / parts.size();
    }
}
