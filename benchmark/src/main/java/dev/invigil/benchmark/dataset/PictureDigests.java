// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.detector.tensor.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The identity of images, independent of their paths: the SHA-256 of their bytes. */
public final class PictureDigests {
    private PictureDigests() {}

    /** The digests of all training images. */
    public static Map<Picture, String> of(List<ProductClass> data) throws IOException {
        return of(data.stream().flatMap(product -> product.train().stream()).toList());
    }

    /**
     * The digests of these images, in their order; reads all of them, on all cores.
     *
     * @throws IOException if one cannot be read
     */
    public static Map<Picture, String> of(Collection<Picture> pictures) throws IOException {
        List<Picture> order = List.copyOf(pictures);
        List<String> digests;
        try {
            digests = order.parallelStream().map(PictureDigests::digest).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Map<Picture, String> byPicture = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            byPicture.put(order.get(i), digests.get(i));
        }
        return byPicture;
    }

    /**
     * One digest for all training images, in their classes and order.
     *
     * @param digests of all of them
     */
    public static String together(List<ProductClass> data, Map<Picture, String> digests) {
        TreeMap<String, String> named = new TreeMap<>();
        for (ProductClass product : data) {
            for (Picture picture : product.train()) {
                named.put("%s/%06d".formatted(product.name(), named.size()), digests.get(picture));
            }
        }
        return Sha256.ofAll(named);
    }

    private static String digest(Picture picture) {
        try {
            return Sha256.of(picture.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
