// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Picture files made for tests. */
final class Pictures {
    private Pictures() {}

    /** A smooth gradient with some noise: JPEG keeps it nearly, and every row and column differs. */
    static BufferedImage gradient(int width, int height, int type) {
        Random random = new Random(7);
        BufferedImage image = new BufferedImage(width, height, type);
        int bands = image.getRaster().getNumBands();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < bands; band++) {
                    int value = x * 130 / width + y * 70 / height + band * 20 + random.nextInt(9);
                    image.getRaster().setSample(x, y, band, value);
                }
            }
        }
        return image;
    }

    static byte[] encode(BufferedImage image, String format) {
        return encode(image, format, null, false);
    }

    /**
     * @param compression the writer's name for it, or null for its default
     */
    static byte[] encode(BufferedImage image, String format, String compression, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (compression != null) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionType(compression);
            }
            if (progressive) {
                param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A JPEG without subsampling of colour. */
    static byte[] jpegInFullColour(BufferedImage image) {
        return jpeg(image, tree -> {
            Element luma = (Element) tree.getElementsByTagName("componentSpec").item(0);
            luma.setAttribute("HsamplingFactor", "1");
            luma.setAttribute("VsamplingFactor", "1");
        });
    }

    /** A JPEG with a restart marker after every so many of its smallest units. */
    static byte[] jpegWithRestarts(BufferedImage image, int interval) {
        return jpeg(image, tree -> {
            Node scan = tree.getElementsByTagName("sos").item(0);
            IIOMetadataNode restart = new IIOMetadataNode("dri");
            restart.setAttribute("interval", Integer.toString(interval));
            scan.getParentNode().insertBefore(restart, scan);
        });
    }

    private static byte[] jpeg(BufferedImage image, Consumer<Element> change) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            IIOMetadata metadata = writer.getDefaultImageMetadata(
                    ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
            String format = metadata.getNativeMetadataFormatName();
            Element tree = (Element) metadata.getAsTree(format);
            change.accept(tree);
            metadata.setFromTree(format, tree);
            writer.write(null, new IIOImage(image, null, metadata), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** 16-bit samples of the given kind of colour, random where {@code random} is not null. */
    static BufferedImage sixteenBits(int width, int height, int colourSpace, Random random) {
        ColorSpace space = ColorSpace.getInstance(colourSpace);
        var model = new ComponentColorModel(space, false, false, Transparency.OPAQUE, DataBuffer.TYPE_USHORT);
        BufferedImage image =
                new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
        for (int i = 0; random != null && i < width * height * space.getNumComponents(); i++) {
            int pixel = i / space.getNumComponents();
            image.getRaster()
                    .setSample(pixel % width, pixel / width, i % space.getNumComponents(), random.nextInt(0x10000));
        }
        return image;
    }

    /** A TIFF of one pixel with these 16-bit samples of red, green and blue. */
    static byte[] sixteenBitTiff(List<Integer> samples) {
        BufferedImage image = sixteenBits(1, 1, ColorSpace.CS_sRGB, null);
        for (int band = 0; band < samples.size(); band++) {
            image.getRaster().setSample(0, 0, band, samples.get(band));
        }
        return encode(image, "tiff");
    }

    static byte[] without(byte[] bytes, int from, int count) {
        byte[] less = Arrays.copyOf(bytes, bytes.length - count);
        System.arraycopy(bytes, from + count, less, from, bytes.length - from - count);
        return less;
    }

    static byte[] with(byte[] bytes, int at, byte... inserted) {
        byte[] more = Arrays.copyOf(bytes, bytes.length + inserted.length);
        System.arraycopy(inserted, 0, more, at, inserted.length);
        System.arraycopy(bytes, at, more, at + inserted.length, bytes.length - at);
        return more;
    }

    /** A PNG chunk with its right checksum. */
    static byte[] chunk(String type, byte... data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
        CRC32 sum = new CRC32();
        sum.update(chunk.array(), 4, data.length + 4);
        return chunk.putInt((int) sum.getValue()).array();
    }

    /** Where a sequence of bytes first is. */
    static int find(byte[] bytes, int... wanted) {
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            int i = 0;
            while (i < wanted.length && (bytes[at + i] & 0xff) == wanted[i]) {
                i++;
            }
            if (i == wanted.length) {
                return at;
            }
        }
        throw new AssertionError("not found");
    }
}
