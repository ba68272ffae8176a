// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.program;

import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A TorchScript module: a class with tensors as attributes, and methods in TorchScript's text form.
 *
 * @param attributes the tensors
 * @param methods the methods' source, each as it is written in a class body
 */
public record Archive(List<Attribute> attributes, List<String> methods) {
    private static final String FOLDER = "invigil/";
    private static final int CHUNK = 1 << 16;

    public Archive {
        attributes = List.copyOf(attributes);
        methods = List.copyOf(methods);
    }

    /**
     * A tensor of the module.
     *
     * @param name a Python identifier
     * @param value its value when the module is loaded
     * @param learned whether gradients are taken by it
     */
    public record Attribute(String name, HostTensor value, boolean learned) {}

    /** Writes the archive as {@code torch.jit.load} reads it; equal modules give equal bytes. */
    public void writeTo(OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        entry(zip, "data.pkl", ByteBuffer.wrap(Pickle.module(attributes)));
        entry(zip, "constants.pkl", ByteBuffer.wrap(Pickle.emptyTuple()));
        entry(zip, "version", ascii("3\n"));
        entry(zip, "code/__torch__.py", ascii(source()));
        for (int i = 0; i < attributes.size(); i++) {
            entry(zip, "data/" + i, attributes.get(i).value.data());
        }
        zip.finish();
    }

    private String source() {
        StringBuilder text = new StringBuilder("class M(Module):\n");
        text.append("  __parameters__ = [").append(names(true)).append("]\n");
        text.append("  __buffers__ = [").append(names(false)).append("]\n");
        attributes.forEach(attribute -> text.append("  ").append(attribute.name).append(" : Tensor\n"));
        text.append("  training : bool\n");
        methods.forEach(text::append);
        return text.toString();
    }

    private String names(boolean learned) {
        StringBuilder names = new StringBuilder();
        attributes.stream()
                .filter(attribute -> attribute.learned == learned)
                .forEach(attribute -> names.append('"').append(attribute.name).append("\", "));
        return names.toString();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Stored, not deflated: the reader maps the tensors as they stand. */
    private static void entry(ZipOutputStream zip, String name, ByteBuffer data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data.duplicate());
        ZipEntry entry = new ZipEntry(FOLDER + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setTime(0);
        entry.setSize(data.remaining());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        byte[] chunk = new byte[CHUNK];
        while (data.hasRemaining()) {
            int bytes = Math.min(chunk.length, data.remaining());
            data.get(chunk, 0, bytes);
            zip.write(chunk, 0, bytes);
        }
        zip.closeEntry();
    }
}
