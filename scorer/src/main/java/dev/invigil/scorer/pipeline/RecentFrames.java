// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.invigil.contracts.frame.Frame;
import dev.invigil.detector.tensor.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The latest frames of one partition by their ids, so that a frame that a client sent twice gets one verdict. The latest
 * {@value #REMEMBERED} are stored in the metadata of the committed offset, in the same transaction as the verdicts, so they are available
 * after a restart.
 */
final class RecentFrames {
    /**
     * Number of frames that are still known after a restart or a change of the scorer. Brokers store 4096 characters of metadata by
     * default.
     */
    static final int REMEMBERED = 200;

    private static final String VERSION = "d1:";
    private static final int BYTES = Long.BYTES + Integer.BYTES;

    /**
     * One frame.
     *
     * @param id the first 64 bits of the SHA-256 of its id
     * @param content checksum of camera, product, part and image
     */
    record Key(long id, int content) {
        static Key of(String frameId, Optional<Frame> frame, byte[] value) {
            CRC32C checksum = new CRC32C();
            frame.ifPresent(known -> checksum.update((known.line()
                            + '\0'
                            + known.camera()
                            + '\0'
                            + known.productId()
                            + '\0'
                            + known.partId().orElse(""))
                    .getBytes(UTF_8)));
            if (value != null) {
                checksum.update(value);
            }
            return new Key(Sha256.first64Bits(frameId.getBytes(UTF_8)), (int) checksum.getValue());
        }
    }

    /**
     * An earlier frame of the same id.
     *
     * @param offset of its record; empty when a scorer before this one read it
     * @param sameContent whether camera, product, part and image are the same, too
     */
    record Earlier(OptionalLong offset, boolean sameContent) {}

    private record Entry(OptionalLong offset, Key key) {}

    private final int window;
    private final Deque<Entry> latest = new ArrayDeque<>();
    private final Map<Long, Entry> byId = new HashMap<>();

    /** @param window number of remembered frames; 0 disables the detection */
    RecentFrames(int window) {
        this.window = window;
    }

    /** Restores the frames from {@link #metadata}; any other text gives no frames. */
    static RecentFrames restored(int window, String metadata) {
        RecentFrames frames = new RecentFrames(window);
        if (window > 0 && metadata.startsWith(VERSION)) {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(metadata.substring(VERSION.length())));
                while (bytes.remaining() >= BYTES) {
                    frames.add(new Entry(OptionalLong.empty(), new Key(bytes.getLong(), bytes.getInt())));
                }
            } catch (IllegalArgumentException e) {
                return new RecentFrames(window);
            }
        }
        return frames;
    }

    /** The frame of the same id within the window; otherwise this one is remembered. */
    Optional<Earlier> add(long offset, Key key) {
        if (window == 0) {
            return Optional.empty();
        }
        Entry earlier = byId.get(key.id());
        if (earlier != null) {
            return Optional.of(new Earlier(earlier.offset(), earlier.key().content() == key.content()));
        }
        add(new Entry(OptionalLong.of(offset), key));
        return Optional.empty();
    }

    private void add(Entry entry) {
        latest.addLast(entry);
        byId.put(entry.key().id(), entry);
        if (latest.size() > window) {
            byId.remove(latest.removeFirst().key().id());
        }
    }

    /** The latest frames with an offset before {@code end}, as text for the metadata of that offset. */
    String metadata(long end) {
        List<Key> keys = new ArrayList<>();
        for (var entries = latest.descendingIterator(); entries.hasNext() && keys.size() < REMEMBERED; ) {
            Entry entry = entries.next();
            if (entry.offset().orElse(-1) < end) {
                keys.add(entry.key());
            }
        }
        if (keys.isEmpty()) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.allocate(keys.size() * BYTES);
        for (int i = keys.size() - 1; i >= 0; i--) {
            bytes.putLong(keys.get(i).id()).putInt(keys.get(i).content());
        }
        return VERSION + Base64.getEncoder().encodeToString(bytes.array());
    }
}
