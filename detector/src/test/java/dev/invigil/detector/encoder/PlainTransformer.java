// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.encoder;

import dev.invigil.detector.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A vision transformer in plain loops over float64, written from the publications and without the tensor algebra. One image. */
final class PlainTransformer {
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] STD = {0.229, 0.224, 0.225};

    private final VisionTransformer network;
    private final Map<String, HostTensor> weights;

    PlainTransformer(VisionTransformer network, Map<String, HostTensor> weights) {
        this.network = network;
        this.weights = weights;
    }

    /** Tokens after each block; the class token first. */
    List<double[][]> tokens(HostTensor image) {
        int patch = network.patch();
        int rows = image.size(1) / patch;
        int columns = image.size(2) / patch;
        double[] kernel = of("patch_embed.proj.weight");
        double[] bias = of("patch_embed.proj.bias");
        double[] table = of("pos_embed");
        double[] first = of("cls_token");
        byte[] pixels = image.bytes();
        int c = network.width();
        double[][] x = new double[1 + rows * columns][c];
        for (int channel = 0; channel < c; channel++) {
            x[0][channel] = first[channel] + table[channel];
            for (int token = 0; token < rows * columns; token++) {
                double sum = bias[channel];
                for (int i = 0; i < 3 * patch * patch; i++) {
                    int colour = i / (patch * patch);
                    int py = token / columns * patch + i / patch % patch;
                    int px = token % columns * patch + i % patch;
                    int sample = pixels[(py * image.size(2) + px) * 3 + colour] & 0xff;
                    sum += kernel[channel * 3 * patch * patch + i] * ((sample / 255.0 - MEAN[colour]) / STD[colour]);
                }
                x[1 + token][channel] = sum + position(table, channel, token / columns, token % columns, rows, columns);
            }
        }
        List<double[][]> all = new ArrayList<>();
        for (int block = 0; block <= network.taps().get(network.taps().size() - 1); block++) {
            String name = "blocks." + block + ".";
            x = sum(x, attention(norm(x, name + "norm1"), name + "attn."), of(name + "ls1.gamma"));
            double[][] hidden = linear(norm(x, name + "norm2"), name + "mlp.fc1");
            for (double[] token : hidden) {
                for (int i = 0; i < token.length; i++) {
                    token[i] *= 0.5 * (1 + erf(token[i] / Math.sqrt(2)));
                }
            }
            x = sum(x, linear(hidden, name + "mlp.fc2"), of(name + "ls2.gamma"));
            all.add(x);
        }
        return all;
    }

    /** Bicubic with a = -0.75, half-pixel centres, edges repeated, the scale of the official code. */
    private double position(double[] table, int channel, int row, int column, int rows, int columns) {
        int grid = network.grid();
        double y = (row + 0.5) * grid / (rows + 0.1) - 0.5;
        double x = (column + 0.5) * grid / (columns + 0.1) - 0.5;
        double value = 0;
        for (int dy = -1; dy <= 2; dy++) {
            for (int dx = -1; dx <= 2; dx++) {
                int ty = Math.max(0, Math.min(grid - 1, (int) Math.floor(y) + dy));
                int tx = Math.max(0, Math.min(grid - 1, (int) Math.floor(x) + dx));
                value += cubic(y - Math.floor(y) - dy)
                        * cubic(x - Math.floor(x) - dx)
                        * table[(1 + ty * grid + tx) * network.width() + channel];
            }
        }
        return value;
    }

    private static double cubic(double distance) {
        double d = Math.abs(distance);
        double a = -0.75;
        return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }

    private double[][] attention(double[][] x, String name) {
        double[][] all = linear(x, name + "qkv");
        int c = network.width();
        int depth = c / network.heads();
        double[][] mixed = new double[x.length][c];
        for (int head = 0; head < network.heads(); head++) {
            for (int query = 0; query < x.length; query++) {
                double[] shares = new double[x.length];
                double total = 0;
                for (int key = 0; key < x.length; key++) {
                    double product = 0;
                    for (int i = head * depth; i < (head + 1) * depth; i++) {
                        product += all[query][i] * all[key][c + i];
                    }
                    shares[key] = Math.exp(product / Math.sqrt(depth));
                    total += shares[key];
                }
                for (int key = 0; key < x.length; key++) {
                    for (int i = head * depth; i < (head + 1) * depth; i++) {
                        mixed[query][i] += shares[key] / total * all[key][2 * c + i];
                    }
                }
            }
        }
        return linear(mixed, name + "proj");
    }

    private double[][] linear(double[][] x, String name) {
        double[] weight = of(name + ".weight");
        double[] bias = of(name + ".bias");
        double[][] y = new double[x.length][bias.length];
        for (int token = 0; token < x.length; token++) {
            for (int out = 0; out < bias.length; out++) {
                y[token][out] = bias[out];
                for (int in = 0; in < x[token].length; in++) {
                    y[token][out] += weight[out * x[token].length + in] * x[token][in];
                }
            }
        }
        return y;
    }

    private double[][] norm(double[][] x, String name) {
        double[] weight = of(name + ".weight");
        double[] bias = of(name + ".bias");
        double[][] y = new double[x.length][weight.length];
        for (int token = 0; token < x.length; token++) {
            double mean = 0;
            for (double value : x[token]) {
                mean += value / weight.length;
            }
            double variance = 0;
            for (double value : x[token]) {
                variance += (value - mean) * (value - mean) / weight.length;
            }
            for (int i = 0; i < weight.length; i++) {
                y[token][i] = (x[token][i] - mean) / Math.sqrt(variance + 1e-6) * weight[i] + bias[i];
            }
        }
        return y;
    }

    private static double[][] sum(double[][] x, double[][] branch, double[] scale) {
        double[][] y = new double[x.length][scale.length];
        for (int token = 0; token < x.length; token++) {
            for (int i = 0; i < scale.length; i++) {
                y[token][i] = x[token][i] + scale[i] * branch[token][i];
            }
        }
        return y;
    }

    /** By its power series, which is exact enough for the arguments here. */
    private static double erf(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return Math.abs(x) > 5 ? Math.signum(x) : 2 / Math.sqrt(Math.PI) * sum;
    }

    private double[] of(String name) {
        return weights.get(name).doubles();
    }
}
