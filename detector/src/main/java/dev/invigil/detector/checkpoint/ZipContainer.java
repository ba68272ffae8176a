// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static dev.invigil.detector.checkpoint.PickleInput.printable;

import dev.invigil.detector.checkpoint.Pickled.Storage;
import dev.invigil.detector.tensor.MalformedTensorFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The format since PyTorch 1.6: a zip with one folder, in it {@code data.pkl} and a file of raw bytes per storage. Entries are
 * looked up by name and never unpacked to disk, and no more is read of one than the pickle says it has.
 */
final class ZipContainer implements Container {
    private static final String PICKLE = "data.pkl";
    private static final int BYTE_ORDER_BYTES = 16;

    private final ZipFile zip;
    private final String folder;
    private final CheckpointErrors complaint;
    private final Object root;

    private ZipContainer(ZipFile zip, CheckpointErrors complaint) throws IOException {
        this.zip = zip;
        this.complaint = complaint;
        this.folder = folder();
        requireLittleEndian();
        ZipEntry pickle = zip.getEntry(folder + PICKLE);
        if (pickle.getSize() > MAX_PICKLE_BYTES) {
            throw complaint.of(PICKLE + " has " + pickle.getSize() + " bytes, which is too many");
        }
        ByteBuffer bytes = ByteBuffer.wrap(content(pickle, (int) pickle.getSize()));
        this.root = new PickleReader(new PickleInput(bytes, PICKLE, complaint)).read();
    }

    static ZipContainer open(Path file, CheckpointErrors complaint) throws IOException {
        ZipFile zip = openZip(file, complaint);
        try {
            return new ZipContainer(zip, complaint);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ZipFile openZip(Path file, CheckpointErrors complaint) throws IOException {
        try {
            return new ZipFile(file.toFile());
        } catch (ZipException | IllegalArgumentException e) {
            throw complaint.of("its zip directory is damaged: " + e.getMessage());
        }
    }

    /** Where the pickle is: at the top or in the one folder there. */
    private String folder() throws MalformedTensorFileException {
        List<String> found = zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .filter(name -> name.indexOf('/') == name.lastIndexOf('/'))
                .limit(2)
                .toList();
        if (found.size() != 1) {
            throw complaint.of(found.isEmpty() ? "it is a zip without " + PICKLE : "it has several " + PICKLE);
        }
        String folder = found.get(0).substring(0, found.get(0).length() - PICKLE.length());
        if (zip.getEntry(folder + "constants.pkl") != null) {
            throw complaint.of("it is a TorchScript program; save the model's state_dict() instead");
        }
        return folder;
    }

    private void requireLittleEndian() throws IOException {
        ZipEntry entry = zip.getEntry(folder + "byteorder");
        if (entry != null && entry.getSize() <= BYTE_ORDER_BYTES) {
            String order = new String(content(entry, (int) entry.getSize()), StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw complaint.of("its byte order is \"" + printable(order) + "\", not little");
            }
        }
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public ByteBuffer read(Storage storage) throws IOException {
        ZipEntry entry = zip.getEntry(folder + "data/" + storage.key());
        if (entry == null) {
            throw complaint.of("storage \"" + printable(storage.key()) + "\" is missing");
        }
        if (entry.getSize() != storage.bytes()) {
            throw complaint.of("storage \"" + printable(storage.key()) + "\" has " + entry.getSize() + " bytes, not "
                    + storage.bytes());
        }
        return ByteBuffer.wrap(content(entry, (int) storage.bytes()));
    }

    private byte[] content(ZipEntry entry, int size) throws IOException {
        byte[] bytes;
        try (InputStream in = zip.getInputStream(entry)) {
            bytes = in.readNBytes(size);
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw complaint.of(printable(entry.getName()) + " cannot be unpacked: " + e);
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        if (bytes.length != size || checksum.getValue() != entry.getCrc()) {
            throw complaint.of(printable(entry.getName()) + " is damaged: its length or checksum does not match");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
