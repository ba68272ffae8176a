// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StabilityCheckTest {

    private final Map<String, FileState> disk = new HashMap<>();
    private final StabilityCheck stability = new StabilityCheck(100);

    @Test
    void shouldTakeAFileThatStaysAsItIs() {
        see("a", 10, 1, 0);
        assertThat(stability.settled(99, disk::get)).isEmpty();
        assertThat(stability.untilNext(99)).hasValue(1);
        assertThat(stability.settled(100, disk::get))
                .containsExactly(new StabilityCheck.Look("a", new FileState(10, 1)));
        assertThat(stability.settled(1000, disk::get)).isEmpty();
    }

    @Test
    void shouldWaitForAFileThatGrows() {
        see("a", 10, 1, 0);
        disk.put("a", new FileState(20, 1));
        assertThat(stability.settled(100, disk::get)).isEmpty();
        assertThat(stability.settled(199, disk::get)).isEmpty();
        assertThat(stability.settled(200, disk::get)).hasSize(1);
    }

    @Test
    void shouldStartAnewWhenAScanSeesAChange() {
        see("a", 10, 1, 0);
        see("a", 10, 2, 60);
        assertThat(stability.settled(100, disk::get)).isEmpty();
        assertThat(stability.settled(160, disk::get)).hasSize(1);
    }

    @Test
    void shouldForgetAFileThatGoesAway() {
        see("a", 10, 1, 0);
        disk.clear();
        assertThat(stability.settled(100, disk::get)).isEmpty();
        assertThat(stability.untilNext(100)).isEmpty();
    }

    @Test
    void shouldOrderByModificationTimeThenByPath() {
        see("c", 1, 5, 0);
        see("b", 1, 7, 0);
        see("a", 1, 7, 0);
        assertThat(stability.settled(100, disk::get))
                .extracting(StabilityCheck.Look::path)
                .containsExactly("c", "a", "b");
    }

    private void see(String path, long size, long modified, long now) {
        disk.put(path, new FileState(size, modified));
        stability.observe(path, disk.get(path), now);
    }
}
