// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.image;

import dev.invigil.contracts.verdict.Threshold;
import dev.invigil.contracts.verdict.Verdict;
import dev.invigil.detector.image.ImageDecoder;
import dev.invigil.detector.image.MapPng;
import dev.invigil.detector.image.Overlay;
import dev.invigil.detector.image.RgbImage;
import dev.invigil.detector.image.UnreadableImageException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Images as a browser can show them, the latest of them kept. Any thread. */
public final class FrameImages implements AutoCloseable {
    private static final long CACHE_BYTES = 48L << 20;
    /** Longer side of a preview, in pixels. */
    private static final int PREVIEW = 400;
    /** Longer side of the image that is shown in full. */
    private static final int FULL = 1600;

    /** What is shown of a frame. */
    public enum Kind {
        /** Small. */
        PREVIEW,
        /** The image itself. */
        FRAME,
        /** The image under its heat map. */
        HEAT,
        /** The same, small. */
        HEAT_PREVIEW
    }

    /** An image for a browser. */
    public record Shown(String contentType, byte[] bytes) {}

    private record Key(String frameId, Kind kind) {}

    private final FrameRecords records;
    private final ImageDecoder decoder = new ImageDecoder();
    private final Map<Key, Shown> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cached;

    public FrameImages(FrameRecords records) {
        this.records = records;
    }

    /**
     * An image of the frame of this verdict; empty when what it needs is no longer stored.
     *
     * @throws UnreadableImageException when the frame's image, or its map, cannot be decoded
     */
    public Optional<Shown> find(Verdict verdict, Kind kind) throws UnreadableImageException, IOException {
        Key key = new Key(verdict.frameId(), kind);
        synchronized (cache) {
            Shown known = cache.get(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<Shown> made = make(verdict, kind);
        made.ifPresent(shown -> keep(key, shown));
        return made;
    }

    private Optional<Shown> make(Verdict verdict, Kind kind) throws UnreadableImageException, IOException {
        Optional<byte[]> encoded = records.frame(verdict);
        if (encoded.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind) {
            case PREVIEW -> Optional.of(jpeg(picture(within(decoder.decode(encoded.get()), PREVIEW))));
            case FRAME ->
                Optional.of(
                        asIs(encoded.get()).isPresent()
                                ? asIs(encoded.get()).get()
                                : jpeg(picture(within(decoder.decode(encoded.get()), FULL))));
            case HEAT -> heat(verdict, encoded.get(), FULL);
            case HEAT_PREVIEW -> heat(verdict, encoded.get(), PREVIEW);
        };
    }

    private Optional<Shown> heat(Verdict verdict, byte[] encoded, int size)
            throws UnreadableImageException, IOException {
        Optional<MapPng> map = records.map(verdict);
        if (map.isEmpty()) {
            return Optional.empty();
        }
        double threshold = verdict.threshold()
                .map(Threshold::reject)
                .filter(value -> value > 0)
                .orElse(1.0);
        return Optional.of(
                jpeg(Overlay.of(within(decoder.decode(encoded), size), map.get().decode(), threshold, List.of())));
    }

    /** Images that every browser shows are sent as the camera sent them, unless they are large. */
    private static Optional<Shown> asIs(byte[] encoded) {
        boolean small = encoded.length <= 2 << 20;
        if (small && encoded.length > 3 && (encoded[0] & 0xff) == 0xff && (encoded[1] & 0xff) == 0xd8) {
            return Optional.of(new Shown("image/jpeg", encoded));
        }
        return Optional.empty();
    }

    private static RgbImage within(RgbImage image, int size) {
        double shrink = Math.min(1, (double) size / Math.max(image.width(), image.height()));
        return image.resized(Math.max(1, (int) Math.round(image.height() * shrink)), Math.max(1, (int)
                Math.round(image.width() * shrink)));
    }

    private static BufferedImage picture(RgbImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[image.width()];
        int i = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                row[x] = ((image.rgb()[i++] & 0xff) << 16)
                        | ((image.rgb()[i++] & 0xff) << 8)
                        | (image.rgb()[i++] & 0xff);
            }
            picture.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return picture;
    }

    private static Shown jpeg(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpg", bytes);
        return new Shown("image/jpeg", bytes.toByteArray());
    }

    private void keep(Key key, Shown shown) {
        synchronized (cache) {
            Shown before = cache.put(key, shown);
            cached += shown.bytes().length - (before == null ? 0 : before.bytes().length);
            var oldest = cache.entrySet().iterator();
            while (cached > CACHE_BYTES && oldest.hasNext()) {
                cached -= oldest.next().getValue().bytes().length;
                oldest.remove();
            }
        }
    }

    @Override
    public void close() {
        records.close();
    }
}
