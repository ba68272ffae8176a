// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private final Map<String, FileState> disk = new HashMap<>();
    private final Settling settling = new Settling(100);

    @Test
    void shouldTakeAFileThatStaysAsItIs() {
        see("a", 10, 1, 0);
        assertThat(settling.settled(99, disk::get)).isEmpty();
        assertThat(settling.untilNext(99)).hasValue(1);
        assertThat(settling.settled(100, disk::get)).containsExactly(new Settling.Look("a", new FileState(10, 1)));
        assertThat(settling.settled(1000, disk::get)).isEmpty();
    }

    @Test
    void shouldWaitForAFileThatGrows() {
        see("a", 10, 1, 0);
        disk.put("a", new FileState(20, 1));
        assertThat(settling.settled(100, disk::get)).isEmpty();
        assertThat(settling.settled(199, disk::get)).isEmpty();
        assertThat(settling.settled(200, disk::get)).hasSize(1);
    }

    @Test
    void shouldStartAnewWhenAScanSeesAChange() {
        see("a", 10, 1, 0);
        see("a", 10, 2, 60);
        assertThat(settling.settled(100, disk::get)).isEmpty();
        assertThat(settling.settled(160, disk::get)).hasSize(1);
    }

    @Test
    void shouldForgetAFileThatGoesAway() {
        see("a", 10, 1, 0);
        disk.clear();
        assertThat(settling.settled(100, disk::get)).isEmpty();
        assertThat(settling.untilNext(100)).isEmpty();
    }

    @Test
    void shouldOrderByModificationTimeThenByPath() {
        see("c", 1, 5, 0);
        see("b", 1, 7, 0);
        see("a", 1, 7, 0);
        assertThat(settling.settled(100, disk::get))
                .extracting(Settling.Look::path)
                .containsExactly("c", "a", "b");
    }

    private void see(String path, long size, long modified, long now) {
        disk.put(path, new FileState(size, modified));
        settling.saw(path, disk.get(path), now);
    }
}
