// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.maps;

import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads one map as a tensor of float32 or float64, height by width. Every failure is an IOException that says what is wrong. */
final class MapFile {
    private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern NPY_TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern NPY_ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern NPY_SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");
    private static final List<String> EXTENSIONS = List.of(".npy", ".tiff", ".tif");

    private MapFile() {}

    static boolean isOne(Path file) {
        return EXTENSIONS.stream().anyMatch(extension(file)::equals);
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.substring(Math.max(0, name.lastIndexOf('.')));
    }

    static HostTensor read(Path file) throws IOException {
        return extension(file).equals(".npy") ? npy(ByteBuffer.wrap(Files.readAllBytes(file))) : tiff(file);
    }

    /** NumPy's format, versions 1 to 3, float32 or float64 in C order; axes of size 1 are left out. */
    private static HostTensor npy(ByteBuffer file) throws IOException {
        file.order(ByteOrder.LITTLE_ENDIAN);
        if (file.remaining() < 12 || !file.slice(0, NPY_MAGIC.length).equals(ByteBuffer.wrap(NPY_MAGIC))) {
            throw new IOException("not a .npy file");
        }
        int start = file.get(NPY_MAGIC.length) == 1 ? 10 : 12;
        int length = start == 10 ? Short.toUnsignedInt(file.getShort(8)) : file.getInt(8);
        if (length < 0 || length > file.capacity() - start) {
            throw new IOException("its header does not match its size");
        }
        byte[] text = new byte[length];
        file.get(start, text);
        String header = new String(text, StandardCharsets.UTF_8);
        String type = field(NPY_TYPE, header);
        if (!type.equals("<f4") && !type.equals("<f8")) {
            throw new IOException("holds " + type + "; a map must be float32 or float64, little-endian");
        }
        if (!field(NPY_ORDER, header).equals("False")) {
            throw new IOException("is in Fortran order; save it with numpy.ascontiguousarray");
        }
        List<Integer> shape = shape(field(NPY_SHAPE, header));
        if (shape.size() != 2) {
            throw new IOException("has the shape " + shape + "; a map must have height and width");
        }
        try {
            int data = start + length;
            return new HostTensor(
                    type.equals("<f4") ? ElementType.F32 : ElementType.F64,
                    shape,
                    file.slice(data, file.capacity() - data));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String field(Pattern pattern, String header) throws IOException {
        Matcher found = pattern.matcher(header);
        if (!found.find()) {
            throw new IOException("a field is missing in its header: " + pattern);
        }
        return found.group(1);
    }

    private static List<Integer> shape(String text) throws IOException {
        List<Integer> shape = new ArrayList<>();
        for (String size : text.split(",")) {
            try {
                int axis = size.isBlank() ? 1 : Integer.parseInt(size.strip());
                if (axis != 1) {
                    shape.add(axis);
                }
            } catch (NumberFormatException e) {
                throw new IOException("has an axis of " + size.strip(), e);
            }
        }
        return shape;
    }

    /** One channel of any sample type; float64 only if the file's samples are. */
    private static HostTensor tiff(Path file) throws IOException {
        Raster raster = raster(file);
        if (raster.getNumBands() != 1) {
            throw new IOException("has " + raster.getNumBands() + " channels; a map must have one");
        }
        int height = raster.getHeight();
        int width = raster.getWidth();
        List<Integer> shape = List.of(height, width);
        boolean wide = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_DOUBLE;
        return wide
                ? HostTensor.of(raster.getSamples(0, 0, width, height, 0, new double[height * width]), shape)
                : HostTensor.of(raster.getSamples(0, 0, width, height, 0, new float[height * width]), shape);
    }

    private static Raster raster(Path file) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(stream);
            return reader.read(0).getRaster();
        } catch (IOException | RuntimeException e) {
            // the reader throws various runtime exceptions for a broken file
            throw new IOException(
                    "not a TIFF that can be read (" + e.getMessage()
                            + "); save it without predictor and not as BigTIFF, or as .npy",
                    e);
        } finally {
            reader.dispose();
        }
    }
}
