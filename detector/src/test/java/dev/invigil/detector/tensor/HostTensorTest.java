// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTensorTest {
    @Test
    void shouldWidenHalfPrecisionExactly() {
        short[] bits = {0x0000, (short) 0x8000, 0x3c00, (short) 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0x3555};
        ByteBuffer data = ByteBuffer.allocate(bits.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        data.asShortBuffer().put(bits);

        assertThat(new HostTensor(ElementType.F16, List.of(bits.length), data).floats())
                .containsExactly(
                        0f, -0f, 1f, -2f, 0x1p-24f, 1023 * 0x1p-24f, 65504f, Float.POSITIVE_INFINITY, 0x1.554p-2f);
    }

    @Test
    void shouldWidenBrainFloats() {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3f80).putShort((short) 0xc040).flip();

        assertThat(new HostTensor(ElementType.BF16, List.of(2), data).floats()).containsExactly(1f, -3f);
    }

    @Test
    void shouldReadBytesAsUnsigned() {
        HostTensor tensor = HostTensor.of(new byte[] {0, (byte) 200}, List.of(2));

        assertThat(tensor.floats()).containsExactly(0f, 200f);
        assertThat(tensor.longs()).containsExactly(0, 200);
    }

    @Test
    void shouldCutTheOutermostAxis() {
        HostTensor tensor = HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

        assertThat(tensor.part(1)).isEqualTo(HostTensor.of(new float[] {3, 4}, 2));
        assertThat(tensor.size(-1)).isEqualTo(2);
    }

    @Test
    void shouldRefuseAShapeThatDoesNotFitTheData() {
        assertThatThrownBy(() -> HostTensor.of(new float[3], 2, 2)).hasMessageContaining("needs 16 bytes, not 12");
    }

    @Test
    void shouldRoundToTheNextHalfTiesToEven() {
        ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            // what is not a number has many halves and one float
            all.putShort((short) ((bits & 0x7fff) > 0x7c00 ? 0x7e00 : bits));
        }
        HostTensor halves = new HostTensor(ElementType.F16, List.of(1 << 16), all.flip());

        assertThat(halves.toF32().toF16()).isEqualTo(halves);
        float[] given = {1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65519, 65520, 0x1p-25f, 0x1.8p-25f, -1e9f};
        float[] next = {1, 1 + 0x1p-9f, 65504, Float.POSITIVE_INFINITY, 0, 0x1p-24f, Float.NEGATIVE_INFINITY};
        assertThat(HostTensor.of(given, 7).toF16().floats()).containsExactly(next);
    }
}
