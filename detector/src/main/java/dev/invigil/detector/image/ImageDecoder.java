// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;

/**
 * Reads JPEG, PNG, BMP, TIFF and WebP files, recognised by their first bytes. What comes out is what Pillow's
 * {@code convert('RGB')} gives: raw samples, alpha dropped, colour profiles ignored. The orientation of a TIFF is applied, as
 * Pillow does when it opens one; that of EXIF in other formats is not. 16-bit samples are reduced to 8 bits by a
 * {@link SampleWindow}.
 *
 * <p>A file's header and structure are read first: an image above the limits is refused before memory is taken for it, a file
 * that ends early is refused, and metadata never reaches a decoder. A complaint of the decoder that may mean lost pixels makes
 * the image corrupt ({@link DecoderComplaint}): a part must not be decided on invented pixels.
 *
 * <p>One instance serves any number of threads.
 */
public final class ImageDecoder {
    private final DecodeLimits limits;
    private final SampleWindow window;

    /** A decoder with the standard limits, and of 16-bit samples the upper byte. */
    public ImageDecoder() {
        this(DecodeLimits.standard(), SampleWindow.FULL);
    }

    /**
     * @param limits images above are refused
     * @param window which 16-bit samples become 0 and 255
     */
    public ImageDecoder(DecodeLimits limits, SampleWindow window) {
        this.limits = limits;
        this.window = window;
    }

    /** Which 16-bit samples become 0 and 255. */
    public SampleWindow window() {
        return window;
    }

    /**
     * The image in colour.
     *
     * @throws UnreadableImageException if the bytes are not a whole image of a supported format
     */
    public RgbImage decode(byte[] file) throws UnreadableImageException {
        return decode(check(file), DecodeDeadline.NONE).image();
    }

    /**
     * Reads header and structure, and holds them against the limits; decodes nothing.
     *
     * @throws UnreadableImageException if the bytes are not a whole image of a supported format, or above the limits
     */
    public CheckedImage check(byte[] file) throws UnreadableImageException {
        ImageFormat format = ImageFormat.of(file);
        CheckedImage image = new CheckedImage(format, format.essence(file, limits));
        limits.checkMemory(format.name(), image.width(), image.height(), image.memory());
        return image;
    }

    /**
     * The image in colour, with the range of its samples.
     *
     * @param deadline after which decoding is given up
     * @throws UnreadableImageException if the pixels cannot be decoded, or not in time
     */
    public DecodedImage decode(CheckedImage image, DecodeDeadline deadline) throws UnreadableImageException {
        return decode(image, window::narrow, deadline);
    }

    /**
     * A mask: of each pixel the largest of red, green and blue, so that a label of any colour stays above 0. Of 16-bit samples
     * everything above 255 becomes 255, so that small label numbers stay above 0.
     *
     * @throws UnreadableImageException if the bytes are not a whole image of a supported format
     */
    public GreyImage decodeGrey(byte[] file) throws UnreadableImageException {
        return decode(check(file), RawSamples.SATURATED, DecodeDeadline.NONE)
                .image()
                .strongest();
    }

    private DecodedImage decode(CheckedImage checked, IntUnaryOperator narrow, DecodeDeadline deadline)
            throws UnreadableImageException {
        BufferedImage image = buffered(checked, deadline);
        DecodedImage decoded = RawSamples.rgb(image, narrow)
                .orElseThrow(() -> new UnreadableImageException(
                        ImageFault.UNSUPPORTED,
                        "an image with this kind of colour is not supported; save it as plain 8-bit RGB or grey"));
        return new DecodedImage(checked.essence().orientation().applied(decoded.image()), decoded.range());
    }

    /** The image as its decoder gives it: for samples that {@link RgbImage} has no room for. */
    BufferedImage buffered(byte[] file) throws UnreadableImageException {
        return buffered(check(file), DecodeDeadline.NONE);
    }

    private static BufferedImage buffered(CheckedImage checked, DecodeDeadline deadline)
            throws UnreadableImageException {
        ImageFormat format = checked.format();
        try {
            return withoutStrayBytes(format, checked.essence().bytes(), deadline);
        } catch (EOFException e) {
            throw new UnreadableImageException(
                    ImageFault.TRUNCATED, "truncated " + format + ": its data ends early; send the whole file", e);
        } catch (IOException | RuntimeException e) {
            // ImageIO's readers meet damaged files with any unchecked exception there is
            if (deadline.isOver()) {
                throw new UnreadableImageException(
                        ImageFault.TOO_SLOW,
                        format + " of " + checked.width() + " x " + checked.height()
                                + " pixels: decoding exceeded its time limit; send a smaller image or a baseline JPEG",
                        e);
            }
            throw new UnreadableImageException(
                    ImageFault.CORRUPT,
                    "corrupt " + format + " (" + firstLine(e) + "); send it again or save it again in another program",
                    e);
        } catch (LinkageError e) {
            if (format != ImageFormat.WEBP) {
                throw e;
            }
            throw new UnreadableImageException(
                    ImageFault.UNSUPPORTED,
                    "WebP is not supported on this machine (its native library does not load: " + firstLine(e)
                            + "); send a JPEG, PNG, BMP or TIFF file",
                    e);
        }
    }

    private static BufferedImage withoutStrayBytes(ImageFormat format, byte[] essence, DecodeDeadline deadline)
            throws IOException {
        FirstWarning warning = new FirstWarning();
        BufferedImage image = read(format, essence, deadline, warning);
        if (warning.text()
                .filter(text -> DecoderComplaint.of(text).isWorthAnotherLook())
                .isPresent()) {
            Optional<byte[]> clean = JpegStrayBytes.removed(essence);
            if (clean.isPresent()) {
                warning = new FirstWarning();
                image = read(format, clean.get(), deadline, warning);
            }
        }
        warning.rethrow();
        return image;
    }

    private static BufferedImage read(ImageFormat format, byte[] essence, DecodeDeadline deadline, FirstWarning warning)
            throws IOException {
        ImageReader reader = reader(format);
        try (ByteArrayImageInputStream stream = new ByteArrayImageInputStream(essence, deadline)) {
            reader.addIIOReadWarningListener(warning);
            reader.addIIOReadProgressListener(new AbortAfter(deadline));
            reader.setInput(stream, false, true);
            BufferedImage image = reader.read(0, inRgbOrder(format, reader));
            if (deadline.isOver()) {
                throw new DecodeTimeoutException();
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format) throws IOException {
        return format == ImageFormat.WEBP
                ? new WebPImageReaderSpi().createReaderInstance()
                : ImageIO.getImageReadersByFormatName(format.name()).next();
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

    private static String firstLine(Throwable e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return text.lines().findFirst().orElse("").strip();
    }
}
