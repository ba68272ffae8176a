// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Reads JPEG, PNG, BMP and TIFF files, told apart by their first bytes. What comes out is what Pillow's
 * {@code convert('RGB')} gives: raw samples, alpha dropped, colour profiles and EXIF orientation ignored; of 16-bit
 * samples the upper byte.
 *
 * <p>A file's header and structure are read first: a picture above the pixel limit is refused before memory is taken for
 * it, a file that ends early is refused, and metadata never reaches a decoder. Any complaint of the decoder makes the
 * picture corrupt: a part must not be judged by pixels that were made up.
 *
 * <p>One instance serves any number of threads.
 */
public final class ImageDecoder {
    /** 50 megapixels: above what line cameras send, and 150 MB as RGB. */
    public static final long DEFAULT_MAX_PIXELS = 50_000_000;

    private final PixelLimit limit;

    /** A decoder with the default limit. */
    public ImageDecoder() {
        this(DEFAULT_MAX_PIXELS);
    }

    /**
     * @param maxPixels pictures with more pixels are refused
     */
    public ImageDecoder(long maxPixels) {
        this.limit = new PixelLimit(maxPixels);
    }

    /**
     * The picture in colour.
     *
     * @throws UnreadableImageException if the bytes are not a whole picture of a supported format
     */
    public RgbImage decode(byte[] file) throws UnreadableImageException {
        return decode(file, RawSamples.UPPER_BYTE);
    }

    /**
     * The picture in grey, as Pillow's {@code convert('L')}: for masks. Of 16-bit samples everything above 255 becomes
     * 255, so that small label numbers stay above 0.
     *
     * @throws UnreadableImageException if the bytes are not a whole picture of a supported format
     */
    public GreyImage decodeGrey(byte[] file) throws UnreadableImageException {
        return decode(file, RawSamples.SATURATED).toGrey();
    }

    private RgbImage decode(byte[] file, IntUnaryOperator narrow) throws UnreadableImageException {
        BufferedImage image = buffered(file);
        return RawSamples.rgb(image, narrow)
                .orElseThrow(() -> new UnreadableImageException(
                        ImageFault.UNSUPPORTED,
                        "a picture of this kind of colour is not supported; save it as plain 8-bit RGB or grey"));
    }

    /** The picture as its decoder gives it: for samples that {@link RgbImage} has no room for. */
    BufferedImage buffered(byte[] file) throws UnreadableImageException {
        ImageFormat format = ImageFormat.of(file);
        byte[] essence = format.essence(file, limit);
        try {
            return read(format, essence);
        } catch (EOFException e) {
            throw new UnreadableImageException(
                    ImageFault.TRUNCATED, "truncated " + format + ": its data ends early; send the whole file", e);
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers meet damaged files with any unchecked exception there is
            throw new UnreadableImageException(
                    ImageFault.CORRUPT,
                    "corrupt " + format + " (" + firstLine(e) + "); send it again or save it anew",
                    e);
        }
    }

    private static BufferedImage read(ImageFormat format, byte[] essence) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format.name()).next();
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(essence)) {
            FirstWarning warning = new FirstWarning();
            reader.addIIOReadWarningListener(warning);
            reader.setInput(stream, false, true);
            BufferedImage image = reader.read(0, inRgbOrder(format, reader));
            warning.rethrow();
            return image;
        } finally {
            reader.dispose();
        }
    }

    /** Has JPEGs decoded straight into the order red, green, blue, which saves a pass over the pixels. */
    private static ImageReadParam inRgbOrder(ImageFormat format, ImageReader reader) throws IOException {
        ImageReadParam param = reader.getDefaultReadParam();
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        if (format == ImageFormat.JPEG && types.next().getNumBands() == RgbImage.CHANNELS) {
            ColorSpace sRgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
            var model = new ComponentColorModel(sRgb, false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
            var raster = Raster.createInterleavedRaster(
                    DataBuffer.TYPE_BYTE, reader.getWidth(0), reader.getHeight(0), RgbImage.CHANNELS, null);
            param.setDestination(new BufferedImage(model, raster, false, null));
        }
        return param;
    }

    private static String firstLine(Exception e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.lines().findFirst().orElse("").strip();
    }
}
