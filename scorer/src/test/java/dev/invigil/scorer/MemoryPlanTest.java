// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Configuration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {64, 128, 256, 512, 1024, 4096, 65536})
    void shouldFitAnyHeapByDefault(long heap) {
        MemoryPlan plan = MemoryPlan.of(read("bundle: b"), heap * MIB);
        assertThat(plan.inFlight() + plan.decoding()).isLessThanOrEqualTo(heap * MIB / 10 * 7);
        assertThat(plan.inFlight()).isLessThanOrEqualTo(256 * MIB);
        assertThat(plan.maxPixels()).isEqualTo(50_000_000);
    }

    @Test
    void shouldLeaveToDecodingWhatFramesInFlightDoNotTake() {
        MemoryPlan plan = MemoryPlan.of(read("{bundle: b, max-in-flight-bytes: 256MiB}"), 512 * MIB);
        assertThat(plan.inFlight()).isEqualTo(256 * MIB);
        assertThat(plan.decoding()).isBetween(100 * MIB, 103 * MIB);
    }

    @Test
    void shouldRefuseLimitsThatExceedTheHeap() {
        assertThatThrownBy(() -> MemoryPlan.of(read("{bundle: b, decode-memory: 1GiB}"), 512 * MIB))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("decode-memory (1024 MiB)")
                .hasMessageContaining("heap of 512 MiB")
                .hasMessageContaining("-Xmx");
        assertThatThrownBy(() -> MemoryPlan.of(read("{bundle: b, max-in-flight-bytes: 400MiB}"), 512 * MIB))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("max-in-flight-bytes (400 MiB)");
        assertThatThrownBy(() -> MemoryPlan.of(read("{bundle: b, max-pixels: 200000000}"), 512 * MIB))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("max-pixels of 200000000")
                .hasMessageContaining("lower max-pixels");
    }

    private static ScorerConfig read(String section) {
        return Configuration.parse(section, "test.yaml", ScorerConfig.class, Map.of());
    }
}
