// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import dev.invigil.detector.tensor.HostTensor;
import java.util.Map;

/** A kind of encoder, such as all ResNets: how its networks are found. */
interface EncoderKind {
    /** In manifests: lower-case letters, digits and hyphens. */
    String name();

    /** Those of its networks that have a name. */
    Map<String, ? extends Encoder> known();

    /** Whether weights are those of a network of this kind, by the names that every such network has. */
    boolean recognises(Map<String, HostTensor> weights);

    /**
     * The network that weights belong to, with its strides where they usually are.
     *
     * @throws IllegalArgumentException if a tensor that every such network has is missing or has another shape
     */
    Encoder of(Map<String, HostTensor> weights);

    /** The class of its networks, a record: its components are what a manifest says. */
    Class<? extends Encoder> type();
}
