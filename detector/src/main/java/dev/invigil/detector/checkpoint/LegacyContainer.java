// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import static dev.invigil.detector.checkpoint.PickleInput.printable;

import dev.invigil.detector.checkpoint.Pickled.Dict;
import dev.invigil.detector.checkpoint.Pickled.Storage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format before PyTorch 1.6: five pickles (a magic number, a version, facts about the system, what was saved, the storages'
 * keys), then each storage's number of elements and its bytes, in the order of the keys.
 */
final class LegacyContainer implements Container {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final Long VERSION = 1001L;

    private final FileChannel channel;
    private final CheckpointErrors complaint;
    private final Object root;
    private final Map<String, Long> positions = new HashMap<>();

    private LegacyContainer(FileChannel channel, CheckpointErrors complaint) throws IOException {
        this.channel = channel;
        this.complaint = complaint;
        PickleInput input = new PickleInput(bytes(0, (int) Math.min(channel.size(), MAX_PICKLE_BYTES)), "", complaint);
        PickleReader pickles = new PickleReader(input);
        if (!MAGIC.equals(pickles.read())) {
            throw complaint.of("it is a pickle, but torch.save did not write it");
        }
        if (!VERSION.equals(pickles.read())) {
            throw complaint.of("its version of the format is not known");
        }
        if (pickles.read() instanceof Dict system && Boolean.FALSE.equals(system.get("little_endian"))) {
            throw complaint.of("it was written on a big-endian machine");
        }
        this.root = pickles.read();
        if (!(pickles.read() instanceof List<?> keys)) {
            throw complaint.of("the list of its storages is missing");
        }
        locate(keys, pickles.storages(), input.position());
    }

    static LegacyContainer open(Path file, CheckpointErrors complaint) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new LegacyContainer(channel, complaint);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void locate(List<?> keys, Map<String, Storage> storages, long start) throws IOException {
        long position = start;
        for (Object key : keys) {
            Storage storage = key instanceof String name ? storages.get(name) : null;
            if (storage == null) {
                throw complaint.of("it has a storage of unknown elements behind byte " + position);
            }
            requireInside(position, Long.BYTES, storage);
            long elements = bytes(position, Long.BYTES).getLong();
            if (elements != storage.elements()) {
                throw complaint.of("storage \"" + printable(storage.key()) + "\" has " + elements + " elements, not "
                        + storage.elements());
            }
            position += Long.BYTES;
            requireInside(position, storage.bytes(), storage);
            positions.put(storage.key(), position);
            position += storage.bytes();
        }
    }

    private void requireInside(long position, long length, Storage storage) throws IOException {
        if (length > channel.size() - position) {
            throw complaint.of("it is truncated inside storage \"" + printable(storage.key()) + "\"");
        }
    }

    @Override
    public Object root() {
        return root;
    }

    @Override
    public ByteBuffer read(Storage storage) throws IOException {
        Long position = positions.get(storage.key());
        if (position == null) {
            throw complaint.of("storage \"" + printable(storage.key()) + "\" is missing");
        }
        return bytes(position, (int) storage.bytes());
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw complaint.of("it became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
