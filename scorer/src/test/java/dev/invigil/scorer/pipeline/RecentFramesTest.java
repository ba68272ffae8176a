// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecentFramesTest {
    @Test
    void shouldFindAFrameWithinTheWindowOnly() {
        RecentFrames frames = new RecentFrames(3);
        for (int i = 0; i < 4; i++) {
            assertThat(frames.add(i, key("f" + i, 1))).isEmpty();
        }

        assertThat(frames.add(4, key("f3", 1))).contains(new RecentFrames.Earlier(OptionalLong.of(3), true));
        assertThat(frames.add(5, key("f3", 2))).contains(new RecentFrames.Earlier(OptionalLong.of(3), false));
        assertThat(frames.add(6, key("f0", 1))).as("beyond the window").isEmpty();
    }

    @Test
    void shouldRestoreTheLatestFramesBeforeTheOffset() {
        RecentFrames frames = new RecentFrames(10_000);
        for (int i = 0; i < 1000; i++) {
            frames.add(i, key("f" + i, 1));
        }
        String metadata = frames.metadata(990);
        assertThat(metadata).as("fits into what brokers keep").hasSizeLessThan(4096);

        RecentFrames restored = RecentFrames.restored(10_000, metadata);

        assertThat(restored.add(1, key("f989", 1))).contains(new RecentFrames.Earlier(OptionalLong.empty(), true));
        assertThat(restored.add(2, key("f790", 1))).isPresent();
        assertThat(restored.add(3, key("f990", 1))).as("read, not committed").isEmpty();
        assertThat(restored.add(4, key("f700", 1))).as("too long ago").isEmpty();
    }

    @Test
    void shouldTakeForeignMetadataForNothing() {
        for (String metadata : new String[] {"", "a note of somebody", "d1:%%%", "d1:AAAA"}) {
            assertThat(RecentFrames.restored(10, metadata).metadata(100)).isEmpty();
        }
    }

    @Test
    void shouldRememberNothingWhenSwitchedOff() {
        RecentFrames frames = new RecentFrames(0);
        frames.add(0, key("f", 1));

        assertThat(frames.add(1, key("f", 1))).isEmpty();
        assertThat(frames.metadata(2)).isEmpty();
    }

    private static RecentFrames.Key key(String id, int value) {
        return RecentFrames.Key.of(id, Optional.empty(), new byte[] {(byte) value});
    }
}
