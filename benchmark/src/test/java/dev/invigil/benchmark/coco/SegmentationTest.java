// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentationTest {

    @Test
    void shouldReadCompressedRunLengthsAsTheUncompressedOnes() {
        // 1 3 2 6 250: from the fourth on differences to the one two before, 6 - 3 = 3 and 250 - 2 = 248 (two
        // characters)
        RunLengths compressed = RunLengths.compressed(16, 20, "1323h7");
        assertThat(compressed.counts()).containsExactly(1, 3, 2, 6, 250);
        // 8 5 9 2: 2 - 5 = -3
        assertThat(RunLengths.compressed(16, 20, "859M").counts()).containsExactly(8, 5, 9, 2);
    }

    @Test
    void shouldPaintRunsDownTheColumns() {
        MaskCanvas mask = new MaskCanvas(3, 2);
        new RunLengths(2, 3, new int[] {1, 2}).paint(mask);
        assertThat(mask.pixels()).isEqualTo(bytes(0, 255, 0, 255, 0, 0));
    }

    @Test
    void shouldRefuseRunsThatLeaveThePictureOrBreakOff() {
        assertThatThrownBy(() -> new RunLengths(2, 2, new int[] {3, 2})).hasMessageContaining("5 pixels");
        assertThatThrownBy(() -> RunLengths.compressed(2, 2, "1h"))
                .hasMessageContaining("truncated compressed run lengths");
        assertThatThrownBy(() -> RunLengths.compressed(2, 2, "1!")).hasMessageContaining("'!'");
    }

    @Test
    void shouldIncludeTheOutlineAndCutItAtTheBorder() {
        MaskCanvas mask = new MaskCanvas(4, 3);
        new Polygons(List.of(new int[] {1, 1, 9, 1, 9, 9, 1, 9})).paint(mask);
        assertThat(mask.pixels()).isEqualTo(bytes(0, 0, 0, 0, 0, 255, 255, 255, 0, 255, 255, 255));
    }

    @Test
    void shouldFillEachPolygonOnItsOwn() {
        int[] square = {0, 0, 3, 0, 3, 3, 0, 3};
        MaskCanvas mask = new MaskCanvas(4, 4);
        new Polygons(List.of(square, square)).paint(mask);
        assertThat(mask.pixels()).containsOnly(MaskCanvas.WHITE);
    }

    @Test
    void shouldPaintSinglePointsAndPairs() {
        MaskCanvas mask = new MaskCanvas(3, 1);
        new Polygons(List.of(new int[] {2, 0})).paint(mask);
        assertThat(mask.pixels()).isEqualTo(bytes(0, 0, 255));
        new Polygons(List.of(new int[] {0, 0, 1, 0})).paint(mask);
        assertThat(mask.pixels()).containsOnly(MaskCanvas.WHITE);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
