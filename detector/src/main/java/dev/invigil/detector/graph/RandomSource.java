// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.graph;

/**
 * A source of random numbers in the description of a training, which begins anew with its seed in each call of the program. What draws from it
 * does so in the order in which the program is written: so equal seeds give equal results on one device, and the state of the engine's own
 * source does not matter.
 */
public final class RandomSource {
    private final Term generator;

    private RandomSource(Term generator) {
        this.generator = generator;
    }

    /**
     * A source on the device of {@code like}.
     *
     * @param seed one integer, 0 or more
     */
    public static RandomSource of(Term seed, Term like) {
        return new RandomSource(
                new Operation("torch.Generator(device=ops.prim.device({1}), seed=int({0}))", seed, like));
    }

    /** Dropout: each element is 0 with a chance of {@code share}, else it is divided by 1 - share. */
    public Term dropped(Term x, double share) {
        return new Operation(
                "torch.mul({0}, torch.mul_(torch.bernoulli_(torch.empty_like({0}), %s, generator={1}), %s))"
                        .formatted(1 - share, 1 / (1 - share)),
                x,
                generator);
    }

    /** Normally distributed numbers about 0 with deviation 1, in the shape of {@code x}. */
    public Term normalLike(Term x) {
        return new Operation("torch.normal_(torch.empty_like({0}), 0., 1., generator={1})", x, generator);
    }
}
