// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static final BufferedImage COLOUR = Pictures.gradient(61, 47, BufferedImage.TYPE_3BYTE_BGR);
    private static final BufferedImage GREY = Pictures.gradient(61, 47, BufferedImage.TYPE_BYTE_GRAY);

    private final ImageDecoder decoder = new ImageDecoder();

    @ParameterizedTest
    @CsvSource({"png,", "bmp,", "tiff,", "tiff,LZW", "tiff,ZLib", "tiff,Deflate", "tiff,PackBits"})
    void shouldReadTheExactSamplesOfALosslessFile(String format, String compression) throws Exception {
        RgbImage colour = decoder.decode(Pictures.encode(COLOUR, format, compression, false));
        assertThat(colour.height()).isEqualTo(47);
        assertThat(colour.width()).isEqualTo(61);
        assertThat(colour.rgb()).isEqualTo(samples(COLOUR));

        RgbImage grey = decoder.decode(Pictures.encode(GREY, format, compression, false));
        assertThat(grey.rgb()).isEqualTo(samples(GREY));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReadAJpegNearlyExactly(boolean progressive) throws Exception {
        assertNear(decoder.decode(Pictures.encode(COLOUR, "jpeg", null, progressive)), samples(COLOUR), 20);
        assertNear(decoder.decode(Pictures.encode(GREY, "jpeg", null, progressive)), samples(GREY), 20);
    }

    /** Java's own reader takes it for RGB: components named 0, 1, 2, none subsampled, and no segment that says otherwise. */
    @Test
    void shouldReadAJpegWithoutJfifAsYCbCr() throws Exception {
        byte[] jpeg = Pictures.jpegInFullColour(COLOUR);
        int frame = Pictures.find(jpeg, 0xFF, 0xC0);
        int scan = Pictures.find(jpeg, 0xFF, 0xDA);
        for (int component = 0; component < 3; component++) {
            jpeg[frame + 10 + 3 * component] = (byte) component;
            jpeg[scan + 5 + 2 * component] = (byte) component;
        }
        byte[] bare = Pictures.without(jpeg, Pictures.find(jpeg, 0xFF, 0xE0), 18);
        assertThat(decoder.decode(bare).rgb()).isEqualTo(decoder.decode(jpeg).rgb());
        assertNear(decoder.decode(bare), samples(COLOUR), 20);
        assertThat(ImageIO.read(new ByteArrayInputStream(bare)).getRGB(30, 20))
                .as("what this guards against")
                .isNotEqualTo(ImageIO.read(new ByteArrayInputStream(jpeg)).getRGB(30, 20));
    }

    @Test
    void shouldIgnoreWhatFollowsAJpegsEndAndItsMetadata() throws Exception {
        byte[] plain = Pictures.encode(COLOUR, "jpeg");
        byte[] exif = {(byte) 0xFF, (byte) 0xE1, 0, 8, 'E', 'x', 'i', 'f', 0, 0};
        byte[] padded = Arrays.copyOf(Pictures.with(plain, 20, exif), plain.length + exif.length + 1000);
        assertThat(decoder.decode(padded).rgb()).isEqualTo(decoder.decode(plain).rgb());
    }

    @Test
    void shouldDropAlphaWithoutBlending() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_4BYTE_ABGR);
        image.getRaster().setPixel(0, 0, new int[] {200, 100, 50, 0});
        image.getRaster().setPixel(1, 0, new int[] {1, 2, 3, 128});
        for (String format : List.of("png", "tiff")) {
            assertThat(decoder.decode(Pictures.encode(image, format)).rgb())
                    .containsExactly(bytes(200, 100, 50, 1, 2, 3));
        }
    }

    @Test
    void shouldTakeTheUpperByteOfSixteenBitGreyAndKeepSmallLabelsInMasks() throws Exception {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x0002);
        image.getRaster().setSample(1, 0, 0, 0x80FF);
        image.getRaster().setSample(2, 0, 0, 0xFFFF);
        for (String format : List.of("png", "tiff")) {
            byte[] file = Pictures.encode(image, format);
            assertThat(decoder.decode(file).toGrey().grey()).containsExactly(bytes(0, 128, 255));
            assertThat(decoder.decodeGrey(file).grey()).containsExactly(bytes(2, 255, 255));
        }
    }

    @Test
    void shouldLookUpPalettesOfAnyDepth() throws Exception {
        for (int bits : new int[] {1, 2, 4, 8}) {
            int size = 1 << bits;
            byte[] red = new byte[size];
            byte[] green = new byte[size];
            byte[] blue = new byte[size];
            new Random(bits).nextBytes(red);
            new Random(bits + 10).nextBytes(green);
            new Random(bits + 20).nextBytes(blue);
            var palette = new IndexColorModel(bits, size, red, green, blue);
            BufferedImage image = new BufferedImage(
                    13, 3, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
            byte[] want = new byte[13 * 3 * 3];
            for (int i = 0; i < 39; i++) {
                image.getRaster().setSample(i % 13, i / 13, 0, i % size);
                want[3 * i] = red[i % size];
                want[3 * i + 1] = green[i % size];
                want[3 * i + 2] = blue[i % size];
            }
            for (String format : bits == 2 ? List.of("png") : List.of("png", "bmp")) {
                assertThat(decoder.decode(Pictures.encode(image, format)).rgb())
                        .as(format + " of " + bits + " bits")
                        .isEqualTo(want);
            }
        }
    }

    @Test
    void shouldStretchFiveBitColours() throws Exception {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_555_RGB);
        image.getRaster().setPixel(0, 0, new int[] {31, 0, 15});
        assertThat(decoder.decode(Pictures.encode(image, "bmp")).rgb()).startsWith(bytes(255, 0, 123));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "tiff"})
    void shouldRefuseEveryTruncation(String format) {
        byte[] whole = Pictures.encode(COLOUR, format);
        int step = Math.max(1, whole.length / 400);
        for (int length = 1; length < whole.length; length += step) {
            byte[] cut = Arrays.copyOf(whole, length);
            ImageFault fault = fault(cut);
            if (length < 16) {
                assertThat(fault).isIn(ImageFault.NOT_AN_IMAGE, ImageFault.TRUNCATED);
            } else {
                assertThat(fault).as("%s cut to %d bytes", format, length).isEqualTo(ImageFault.TRUNCATED);
            }
        }
    }

    @Test
    void shouldTellWhatIsNoPictureFromWhatIsNone() {
        assertThat(fault(new byte[0])).isEqualTo(ImageFault.EMPTY);
        assertThat(fault("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo(ImageFault.NOT_AN_IMAGE);
        assertThat(fault(new byte[100_000])).isEqualTo(ImageFault.NOT_AN_IMAGE);
        assertThat(fault(Pictures.encode(COLOUR, "gif"))).isEqualTo(ImageFault.UNSUPPORTED);
    }

    @Test
    void shouldRefuseAHugePictureByItsHeaderAlone() {
        byte[] png = Pictures.with(
                Arrays.copyOf(Pictures.encode(COLOUR, "png"), 8),
                8,
                Pictures.chunk(
                        "IHDR",
                        ByteBuffer.allocate(13)
                                .putInt(10_000)
                                .putInt(10_001)
                                .put((byte) 8)
                                .put((byte) 2)
                                .array()));
        assertThat(fault(png)).isEqualTo(ImageFault.TOO_LARGE);

        byte[] most = png.clone();
        Arrays.fill(most, 16, 24, (byte) 0x7F);
        System.arraycopy(Pictures.chunk("IHDR", Arrays.copyOfRange(most, 16, 29)), 0, most, 8, 25);
        assertThat(fault(most)).isEqualTo(ImageFault.TOO_LARGE);

        byte[] jpeg = Pictures.encode(COLOUR, "jpeg");
        ByteBuffer.wrap(jpeg).putInt(Pictures.find(jpeg, 0xFF, 0xC0) + 5, 0xFFFFFFFF);
        assertThat(fault(jpeg)).isEqualTo(ImageFault.TOO_LARGE);

        byte[] bmp = Pictures.encode(COLOUR, "bmp");
        ByteBuffer.wrap(bmp).putInt(18, 0xFFFFFF7F).putInt(22, 0x00000080);
        assertThat(fault(bmp)).isEqualTo(ImageFault.TOO_LARGE);

        byte[] tiff = Pictures.encode(COLOUR, "tiff");
        int width = Pictures.find(tiff, 1, 0, 0, 3, 0, 0, 0, 1, 0, 61);
        ByteBuffer.wrap(tiff).putShort(width + 2, (short) 4).putInt(width + 8, 0x7FFFFFFF);
        assertThat(fault(tiff)).isEqualTo(ImageFault.TOO_LARGE);
    }

    @Test
    void shouldHoldTheLimitItWasGiven() throws Exception {
        byte[] png = Pictures.encode(COLOUR, "png");
        assertThat(limited(61 * 47).decode(png)).isNotNull();
        UnreadableImageException refused = refusal(limited(61 * 47 - 1), png);
        assertThat(refused.fault()).isEqualTo(ImageFault.TOO_LARGE);
        assertThat(refused)
                .hasMessage(
                        "PNG of 61 x 47 pixels: more than the limit of 2866 pixels; send a smaller image or raise the limit");
    }

    @Test
    void shouldSkipACompressedColourProfileThatWouldFillTheMemory() throws Exception {
        byte[] png = Pictures.encode(COLOUR, "png");
        byte[] hostile = Pictures.with(png, 33, Pictures.chunk("iCCP", bytes('x', 0, 0, 1, 2, 3)));
        hostile = Pictures.with(hostile, 33, Pictures.chunk("zTXt", new byte[10]));
        assertThat(decoder.decode(hostile).rgb()).isEqualTo(samples(COLOUR));
    }

    @Test
    void shouldInvertATiffWhoseWhiteIsZero() throws Exception {
        byte[] tiff = Pictures.encode(GREY, "tiff");
        tiff[Pictures.find(tiff, 1, 6, 0, 3, 0, 0, 0, 1, 0, 1) + 9] = 0;
        byte[] want = samples(GREY);
        for (int i = 0; i < want.length; i++) {
            want[i] = (byte) ~want[i];
        }
        assertThat(decoder.decode(tiff).rgb()).isEqualTo(want);
    }

    /** The EXIF directory is the directory itself. */
    @Test
    void shouldNotFollowATiffDirectoryThatPointsToItself() throws Exception {
        byte[] tiff = Pictures.encode(COLOUR, "tiff");
        int resolution = Pictures.find(tiff, 1, 0x1A, 0, 5);
        ByteBuffer.wrap(tiff)
                .putShort(resolution, (short) 0x8769)
                .putShort(resolution + 2, (short) 4)
                .putInt(resolution + 4, 1)
                .putInt(resolution + 8, ByteBuffer.wrap(tiff).getInt(4));
        assertThat(decoder.decode(tiff).rgb()).isEqualTo(samples(COLOUR));
    }

    /** A version 5 header with a profile by name, and a file size that its writer did not fill in. */
    @Test
    void shouldNotOpenTheColourProfileThatABitmapNames() throws Exception {
        byte[] bmp = Pictures.encode(COLOUR, "bmp");
        byte[] header = new byte[124 - 40];
        ByteBuffer.wrap(header)
                .put(16, (byte) 'K')
                .put(17, (byte) 'N')
                .put(18, (byte) 'I')
                .put(19, (byte) 'L');
        byte[] linked = Pictures.with(bmp, 54, header);
        ByteBuffer.wrap(linked)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(2, 0)
                .putInt(10, 54 + header.length)
                .putInt(14, 124)
                .putInt(126, 10_000)
                .putInt(130, 0x7FFFFFFF);
        assertThat(decoder.decode(linked).rgb()).isEqualTo(samples(COLOUR));
    }

    @Test
    void shouldRefuseAPngWithOneFlippedBitInItsPixels() {
        byte[] png = Pictures.encode(COLOUR, "png");
        png[png.length / 2] ^= 1;
        assertThat(fault(png)).isEqualTo(ImageFault.CORRUPT);
    }

    @Test
    void shouldRefuseAPngWhoseDataEndBeforeItsRowsDo() {
        byte[] png = Pictures.encode(COLOUR, "png");
        int header = 33;
        int end = png.length - 12;
        int dataLength = ByteBuffer.wrap(png).getInt(header);
        byte[] half = Arrays.copyOfRange(png, header + 8, header + 8 + dataLength / 2);
        byte[] shortened = Pictures.with(
                Pictures.with(Arrays.copyOf(png, header), header, Pictures.chunk("IDAT", half)),
                header + half.length + 12,
                Arrays.copyOfRange(png, end, png.length));
        assertThat(fault(shortened)).isIn(ImageFault.TRUNCATED, ImageFault.CORRUPT);

        Arrays.fill(half, half.length / 2, half.length, (byte) 0xA5);
        byte[] damaged = Pictures.with(
                Pictures.with(Arrays.copyOf(png, header), header, Pictures.chunk("IDAT", half)),
                header + half.length + 12,
                Arrays.copyOfRange(png, end, png.length));
        assertThat(fault(damaged)).isIn(ImageFault.TRUNCATED, ImageFault.CORRUPT);
    }

    @Test
    void shouldRefuseAJpegWhoseDataEndBeforeItsRowsDo() {
        byte[] jpeg = Pictures.encode(COLOUR, "jpeg");
        byte[] gap = Pictures.without(jpeg, jpeg.length - 62, 60);
        assertThat(gap).endsWith(0xFF, 0xD9);
        assertThat(fault(gap)).isEqualTo(ImageFault.CORRUPT);
    }

    @Test
    void shouldRefuseCmykByName() {
        byte[] jpeg = Pictures.encode(COLOUR, "jpeg");
        jpeg[Pictures.find(jpeg, 0xFF, 0xC0) + 9] = 4;
        assertThat(refusal(decoder, jpeg)).hasMessageContaining("CMYK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "tiff"})
    void shouldNeverFailInAnotherWayHoweverTheBytesAreDamaged(String format) {
        Random random = new Random(format.hashCode());
        byte[][] originals = {
            Pictures.encode(COLOUR, format),
            Pictures.encode(GREY, format),
            Pictures.encode(COLOUR, format, null, format.equals("png") || format.equals("jpeg"))
        };
        for (int round = 0; round < 1500; round++) {
            byte[] damaged = originals[round % originals.length].clone();
            int flips = 1 + random.nextInt(4);
            for (int flip = 0; flip < flips; flip++) {
                int span = random.nextBoolean() ? damaged.length : Math.min(damaged.length, 400);
                damaged[random.nextInt(span)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length) + 1);
            }
            byte[] input = damaged;
            assertThatCode(() -> {
                        try {
                            decoder.decode(input);
                        } catch (UnreadableImageException e) {
                            assertThat(e.getMessage().lines()).hasSize(1);
                        }
                    })
                    .as("round %d", round)
                    .doesNotThrowAnyException();
        }
    }

    private static ImageDecoder limited(long pixels) {
        return new ImageDecoder(DecodeLimits.standard().withMaxPixels(pixels), SampleWindow.FULL);
    }

    private ImageFault fault(byte[] file) {
        return refusal(decoder, file).fault();
    }

    private static UnreadableImageException refusal(ImageDecoder decoder, byte[] file) {
        UnreadableImageException refusal =
                catchThrowableOfType(UnreadableImageException.class, () -> decoder.decode(file));
        assertThat(refusal).as("a refusal").isNotNull();
        return refusal;
    }

    private static byte[] samples(BufferedImage image) {
        byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
        for (int i = 0; i < rgb.length; i++) {
            int band = image.getRaster().getNumBands() == 1 ? 0 : i % 3;
            rgb[i] = (byte) image.getRaster().getSample(i / 3 % image.getWidth(), i / 3 / image.getWidth(), band);
        }
        return rgb;
    }

    private static void assertNear(RgbImage got, byte[] want, int levels) {
        assertThat(got.rgb()).hasSameSizeAs(want);
        for (int i = 0; i < want.length; i++) {
            assertThat(Math.abs((got.rgb()[i] & 0xff) - (want[i] & 0xff))).isLessThanOrEqualTo(levels);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
