// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.uniad;

import dev.invigil.detector.graph.Initialiser;
import dev.invigil.detector.graph.Parameter;
import dev.invigil.detector.graph.RandomSource;
import dev.invigil.detector.graph.Scope;
import dev.invigil.detector.graph.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * UniAD behind its encoder: a transformer that rebuilds a map of features, and by three means cannot just copy it: each layer of the
 * decoder asks with learned queries, no token attends to its neighbours, and in training the features are jittered (You et al., "A Unified
 * Model for Multi-class Anomaly Detection", arXiv 2206.03687). Parameters have the names of the reference's state dict.
 *
 * <p>Tokens are the pixels of the map, row by row; terms of them are N,T,C.
 *
 * @param channels of the map
 * @param rows of the map
 * @param columns of the map
 * @param hidden channels of a token within the transformer, even and a multiple of the heads
 * @param heads of each attention
 * @param encoderLayers how many
 * @param decoderLayers how many
 * @param feedForward channels within the feed-forward parts
 * @param neighbours what a token may not attend to
 */
record Uniad(
        int channels,
        int rows,
        int columns,
        int hidden,
        int heads,
        int encoderLayers,
        int decoderLayers,
        int feedForward,
        Neighbourhood neighbours) {
    /** The proportions of both references. */
    private static final int HIDDEN = 256;

    private static final int HEADS = 8;
    private static final int LAYERS = 4;
    private static final int FEED_FORWARD = 1024;

    private static final double EPSILON = 1e-5;
    private static final double DROPPED = 0.1;
    private static final double JITTER = 20;

    Uniad {
        if (hidden % heads != 0 || hidden % 2 != 0) {
            throw new IllegalArgumentException(
                    "hidden must be even and a multiple of the " + heads + " heads, not " + hidden);
        }
        neighbours.requireSight(rows, columns);
    }

    /** The proportions of both references. */
    static Uniad official(int channels, int rows, int columns, Neighbourhood neighbours) {
        return new Uniad(channels, rows, columns, HIDDEN, HEADS, LAYERS, LAYERS, FEED_FORWARD, neighbours);
    }

    private int tokens() {
        return rows * columns;
    }

    /**
     * The result of the transformer.
     *
     * @param map the rebuilt features, N,C,rows,columns
     * @param modules the results of its parts under their names in the reference, N,T,C each; without N what is the same for all images
     */
    record Rebuilt(Term map, Map<String, Term> modules) {}

    /** Describes one map of all features, each brought to this size with its corners in place, one after the other on the channels. */
    static Term neck(List<? extends Term> features, int rows, int columns) {
        return Term.concatenate(
                features.stream().map(feature -> feature.resize(rows, columns)).toList());
    }

    /**
     * Describes jittered tokens: each moves by noise in proportion to its length.
     *
     * @param tokens with the channels innermost
     * @param noise of the same shape, normally distributed
     * @param channels how many
     */
    static Term jittered(Term tokens, Term noise, int channels) {
        Term length = tokens.times(tokens).sumInnermost().squareRoot();
        return tokens.plus(length.times(JITTER / channels).times(noise));
    }

    /** Describes the rebuilt map in scoring: nothing is dropped or jittered. */
    Rebuilt rebuild(Term features, Scope scope) {
        return new Pass(scope, Optional.empty()).rebuild(features);
    }

    /**
     * Describes the rebuilt map in training.
     *
     * @param random draws what is dropped, and the jitter
     */
    Rebuilt rebuildInTraining(Term features, Scope scope, RandomSource random) {
        return new Pass(scope, Optional.of(random)).rebuild(features);
    }

    /** Describes the training loss: the mean of the squares of all differences. */
    static Term loss(Term features, Rebuilt rebuilt) {
        return rebuilt.map.meanSquaredError(features);
    }

    /** Describes the anomaly maps N,height,width: the length of the difference of each pair of vectors, then enlarged. */
    static Term maps(Term features, Rebuilt rebuilt, int height, int width) {
        Term difference = rebuilt.map.minus(features);
        return difference
                .times(difference)
                .sumChannels()
                .squareRoot()
                .resize(height, width)
                .squeeze(1);
    }

    /** One description of the network. */
    private final class Pass {
        private final Scope scope;
        private final Optional<RandomSource> random;
        private final Map<String, Term> modules = new LinkedHashMap<>();
        private final Term mask = neighbours.mask(rows, columns);

        Pass(Scope scope, Optional<RandomSource> random) {
            this.scope = scope;
            this.random = random;
        }

        Rebuilt rebuild(Term features) {
            Term tokens = features.reshape(-1, channels, tokens()).transpose(1, 2);
            Term given = random.map(source -> jittered(tokens, source.normalLike(tokens), channels))
                    .orElse(tokens);
            Term x = noted("input_proj", linear(given, scope.in("input_proj"), channels, hidden));
            Term position = noted("pos_embed", position(scope.in("pos_embed")));
            Term encoded = encode(x, position);
            Term decoded = decode(encoded, position);
            Term rebuilt = linear(decoded, scope.in("output_proj"), hidden, channels);
            return new Rebuilt(rebuilt.transpose(1, 2).reshape(-1, channels, rows, columns), modules);
        }

        private Term noted(String module, Term result) {
            modules.put(module, result);
            return result;
        }

        /** The first half of a position's channels says in which column it is, the second in which row. */
        private Term position(Scope at) {
            int half = hidden / 2;
            Initialiser uniform = Initialiser.between(0, 1);
            Term row = at.in("row_embed").learned("weight", uniform, rows, half);
            Term column = at.in("col_embed").learned("weight", uniform, columns, half);
            return Term.concatenate(
                    List.of(
                            column.unsqueeze(0).expand(rows, columns, half).reshape(tokens(), half),
                            row.unsqueeze(1).expand(rows, columns, half).reshape(tokens(), half)),
                    1);
        }

        private Term encode(Term start, Term position) {
            Term x = start;
            for (int i = 0; i < encoderLayers; i++) {
                String module = "encoder.layers." + i;
                Scope at = scope.in("transformer").in("encoder").in("layers", i);
                Term placed = x.plus(position);
                Term seen = noted(module + ".self_attn", attend(placed, placed, x, at.in("self_attn")));
                x = norm(x.plus(dropped(seen)), at.in("norm1"));
                x = noted(module, norm(x.plus(dropped(feedForward(x, at))), at.in("norm2")));
            }
            return noted("encoder", x);
        }

        private Term decode(Term encoded, Term position) {
            Term placed = encoded.plus(position);
            Term x = encoded;
            for (int i = 0; i < decoderLayers; i++) {
                Scope at = scope.in("transformer").in("decoder").in("layers", i);
                Term query = at.in("learned_embed")
                        .learned("weight", Initialiser.normal(1), tokens(), hidden)
                        .unsqueeze(0)
                        .forEachSampleOf(encoded, 3);
                Term first = attend(query.plus(position), placed, encoded, at.in("self_attn"));
                query = norm(query.plus(dropped(first)), at.in("norm1"));
                Term second = attend(query.plus(position), x.plus(position), x, at.in("multihead_attn"));
                query = norm(query.plus(dropped(second)), at.in("norm2"));
                x = noted("decoder.layers." + i, norm(query.plus(dropped(feedForward(query, at))), at.in("norm3")));
            }
            return noted(
                    "decoder", norm(x, scope.in("transformer").in("decoder").in("norm")));
        }

        private Term attend(Term query, Term key, Term value, Scope at) {
            Parameter weight = at.learned("in_proj_weight", xavier(3 * hidden, hidden), 3 * hidden, hidden);
            Parameter bias = at.learned("in_proj_bias", Initialiser.constant(0), 3 * hidden);
            List<Term> projected = new ArrayList<>();
            for (Term each : List.of(query, key, value)) {
                int from = projected.size() * hidden;
                projected.add(each.linear(weight.slice(0, from, from + hidden), bias.slice(0, from, from + hidden))
                        .reshape(-1, tokens(), heads, hidden / heads)
                        .transpose(1, 2));
            }
            Term seen = weighted(projected.get(0), projected.get(1), projected.get(2))
                    .transpose(1, 2)
                    .reshape(-1, tokens(), hidden);
            return linear(seen, at.in("out_proj"), hidden, hidden);
        }

        /** Fused where nothing is dropped, since what the fused form drops cannot be drawn from a given source. */
        private Term weighted(Term query, Term key, Term value) {
            if (random.isEmpty()) {
                return query.attend(key, value, mask);
            }
            Term products = query.times(1 / Math.sqrt((double) hidden / heads)).matrixTimes(key.transpose(2, 3));
            return dropped(products.plus(mask).softmax(-1)).matrixTimes(value);
        }

        private Term feedForward(Term x, Scope at) {
            Term wide = linear(x, at.in("linear1"), hidden, feedForward).relu();
            return linear(dropped(wide), at.in("linear2"), feedForward, hidden);
        }

        private Term dropped(Term x) {
            return random.map(source -> source.dropped(x, DROPPED)).orElse(x);
        }

        private Term norm(Term x, Scope at) {
            return x.layerNorm(
                    at.learned("weight", Initialiser.constant(1), hidden),
                    at.learned("bias", Initialiser.constant(0), hidden),
                    EPSILON);
        }
    }

    private static Term linear(Term x, Scope at, int from, int to) {
        return x.linear(
                at.learned("weight", xavier(to, from), to, from), at.learned("bias", Initialiser.constant(0), to));
    }

    private static Initialiser xavier(int to, int from) {
        return Initialiser.uniform(Math.sqrt(6.0 / (to + from)));
    }
}
