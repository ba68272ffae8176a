// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.product;

import dev.invigil.detector.decision.ProductCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The prototypes of a model's classes, and the rule:
 *
 * <ul>
 *   <li>A part is of another product when it is an ordinary part of that one (within its reach), and likelier as such than as one of
 *       its own product, by more than any of its own product's good parts was. Densities are compared and not distances: so a broad
 *       class does not take parts of a narrow one in its midst, nor keep them.
 *   <li>Else it is strange if its distance is beyond {@value #STRANGE} times the reach of its own product and its features differ from the
 *       usual ones by more than {@value #UNLIKE} of their length. The second condition is for products whose good parts are so much
 *       alike that any defect is far from them.
 * </ul>
 *
 * <p>A defective part is not a normal part of any product, so its product is not questioned, and the anomaly map decides. With one class in the
 * model only the second rule is left.
 */
public final class Prototypes {
    /** For models without any: nothing is checked. */
    public static final Prototypes NONE = new Prototypes(List.of());

    static final double STRANGE = 2.5;
    static final double UNLIKE = 0.25;

    /** Some more, since prototypes are stored in single precision. */
    private static final double ROUNDING = 1.0001;

    private final List<Prototype> all;

    Prototypes(List<Prototype> all) {
        this.all = List.copyOf(all);
        Set<String> products = new HashSet<>();
        for (Prototype one : all) {
            if (!products.add(one.product())) {
                throw new IllegalArgumentException("product " + one.product() + " has two prototypes");
            }
            if (one.spread().features() != all.get(0).spread().features()) {
                throw new IllegalArgumentException("prototypes of different encoders");
            }
        }
    }

    List<Prototype> all() {
        return all;
    }

    /** Whether nothing can be checked. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The products that have one. */
    public List<String> products() {
        return all.stream().map(Prototype::product).toList();
    }

    /** What a model would know that has never seen this product. */
    public Prototypes without(String product) {
        return new Prototypes(
                all.stream().filter(one -> !one.product().equals(product)).toList());
    }

    /**
     * The same, where some parts that an operator confirmed are accepted as parts of their product: its reach or its margin becomes as large
     * as they need. Parts that are accepted already change nothing, and neither do parts of a product without a prototype.
     *
     * @param parts pooled features of their images
     * @throws IllegalArgumentException if there are more or fewer features than the prototypes have
     */
    public Prototypes accepting(String product, List<float[]> parts) {
        return new Prototypes(all.stream()
                .map(one -> one.product().equals(product) ? accepting(one, parts) : one)
                .toList());
    }

    private Prototype accepting(Prototype own, List<float[]> parts) {
        double reach = own.reach();
        double margin = own.margin();
        for (float[] part : parts) {
            double distance = own.spread().distance(part);
            if (own.spread().change(part) > UNLIKE) {
                reach = Math.max(reach, ROUNDING * distance / STRANGE);
            }
            double density = own.spread().logDensity(distance);
            margin = Math.max(
                    margin,
                    rival(own.product(), part)
                            .map(found -> ROUNDING * (found.density() - density))
                            .orElse(0.0));
        }
        return new Prototype(own.product(), own.spread(), reach, margin);
    }

    /**
     * Whether a part is of that product.
     *
     * @param features pooled features of its image, by the encoder that made the prototypes
     * @return empty when the product has no prototype
     * @throws IllegalArgumentException if there are more or fewer features than the prototypes have
     */
    public Optional<ProductCheck> check(String product, float[] features) {
        return all.stream()
                .filter(one -> one.product().equals(product))
                .findFirst()
                .map(own -> check(own, features));
    }

    private ProductCheck check(Prototype own, float[] features) {
        double distance = own.spread().distance(features);
        Optional<Rival> rival = rival(own.product(), features)
                .filter(found -> found.density() - own.spread().logDensity(distance) > own.margin());
        if (rival.isPresent()) {
            return new ProductCheck.OtherProduct(
                    distance, own.reach(), rival.get().product());
        }
        boolean isStrange = distance > STRANGE * own.reach() && own.spread().change(features) > UNLIKE;
        return isStrange
                ? new ProductCheck.UnknownProduct(distance, own.reach())
                : new ProductCheck.SameProduct(distance, own.reach());
    }

    /**
     * A product of which a part is an ordinary one.
     *
     * @param density of the part's features there, see {@link FeatureDistribution#logDensity}
     */
    record Rival(String product, double density) {}

    /** The likeliest product, but for {@code product} itself, of which this is an ordinary part. */
    Optional<Rival> rival(String product, float[] features) {
        Rival likeliest = null;
        for (Prototype other : all) {
            double distance = other.product().equals(product)
                    ? Double.POSITIVE_INFINITY
                    : other.spread().distance(features);
            double density = other.spread().logDensity(distance);
            if (distance <= other.reach() && (likeliest == null || density > likeliest.density())) {
                likeliest = new Rival(other.product(), density);
            }
        }
        return Optional.ofNullable(likeliest);
    }
}
