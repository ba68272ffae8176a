// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes float tensors as {@code torch.save} writes a state dict in the zip format, and zips of any other content. */
public final class TorchFiles {
    private TorchFiles() {}

    /** A bare state dict. */
    public static Path stateDict(Path file, Map<String, HostTensor> tensors) throws IOException {
        PickleWriter pickle = new PickleWriter();
        dict(pickle, tensors);
        return write(file, pickle, tensors);
    }

    /** A dictionary with the state dict under {@code net}, as a trainer leaves it, beside something else. */
    public static Path trainersCheckpoint(Path file, Map<String, HostTensor> tensors) throws IOException {
        return trainersCheckpoint(file, "net", tensors);
    }

    /** The same with the state dict under this key. */
    public static Path trainersCheckpoint(Path file, String key, Map<String, HostTensor> tensors) throws IOException {
        PickleWriter pickle = new PickleWriter().op(Opcode.EMPTY_DICT).op(Opcode.MARK);
        dict(pickle.text(key), tensors);
        pickle.text("epoch").number(300).op(Opcode.SETITEMS);
        return write(file, pickle, tensors);
    }

    private static void dict(PickleWriter pickle, Map<String, HostTensor> tensors) {
        pickle.op(Opcode.EMPTY_DICT).op(Opcode.MARK);
        int key = 0;
        for (Map.Entry<String, HostTensor> tensor : tensors.entrySet()) {
            pickle.text(tensor.getKey()).tensor(Integer.toString(key), tensor.getValue());
            key++;
        }
        pickle.op(Opcode.SETITEMS);
    }

    private static Path write(Path file, PickleWriter pickle, Map<String, HostTensor> tensors) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", pickle.stop());
        int key = 0;
        for (HostTensor tensor : tensors.values()) {
            entries.put("archive/data/" + key, tensor.toF32().bytes());
            key++;
        }
        return zip(file, ZipEntry.STORED, entries);
    }

    /** A zip of these entries. */
    static Path zip(Path file, int method, Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setMethod(method);
                CRC32 crc = new CRC32();
                crc.update(each.getValue());
                entry.setSize(each.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}
