// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.decision;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules of all products and cameras, for maps of one size. Immutable.
 *
 * @param general the rule where no other applies
 * @param rules by what they are for
 */
public record CameraRules(CameraRule general, Map<Target, CameraRule> rules) {
    /** Every pixel counts, everywhere. */
    public static final CameraRules NONE = new CameraRules(CameraRule.NONE, Map.of());

    /**
     * What a rule is for.
     *
     * @param product absent: all products
     * @param camera absent: all cameras
     */
    public record Target(Optional<String> product, Optional<String> camera) {
        @Override
        public String toString() {
            return product.map(name -> "product " + name).orElse("all products") + " at "
                    + camera.map(name -> "camera " + name).orElse("all cameras");
        }
    }

    public CameraRules {
        rules = Map.copyOf(rules);
    }

    /**
     * The rule that applies: the one for the product at this camera, else for the camera, else for the product, else for everything,
     * else the general one. Exactly one applies; rules are not merged.
     *
     * @param point without a camera, only rules for all cameras apply
     */
    public CameraRule of(InspectionPoint point) {
        Optional<String> product = Optional.of(point.product());
        Optional<String> none = Optional.empty();
        return Stream.of(
                        new Target(product, point.camera()),
                        new Target(none, point.camera()),
                        new Target(product, none),
                        new Target(none, none))
                .filter(rules::containsKey)
                .map(rules::get)
                .findFirst()
                .orElse(general);
    }
}
