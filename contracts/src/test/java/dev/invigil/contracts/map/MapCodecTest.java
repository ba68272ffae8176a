// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.map;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.json.Reading;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class MapCodecTest {
    private static final byte[] PNG = {1, 2, 3};

    @Test
    void shouldReadWhatItWrote() {
        ProducerRecord<String, byte[]> sent = MapCodec.encode("invigil.maps", new MapRecord("frame-1", PNG, 0.00123));

        assertThat(sent.topic()).isEqualTo("invigil.maps");
        assertThat(sent.key()).isEqualTo("frame-1");
        assertThat(new String(sent.headers().lastHeader("invigil_scale").value(), US_ASCII))
                .isEqualTo("0.00123");
        assertThat(new String(sent.headers().lastHeader("content-type").value(), US_ASCII))
                .isEqualTo("image/png");
        assertThat(MapCodec.decode(read(sent.key(), sent.value(), Optional.of("0.00123"))))
                .isInstanceOfSatisfying(Reading.Accepted.class, accepted -> {
                    MapRecord map = (MapRecord) accepted.value();
                    assertThat(map.frameId()).isEqualTo("frame-1");
                    assertThat(map.png()).isEqualTo(PNG);
                    assertThat(map.scale()).isEqualTo(0.00123);
                });
    }

    @Test
    void shouldRefuseWhatIsNotAMap() {
        assertRefused(read("f", null, Optional.of("1")), Reading.Refusal.EMPTY);
        assertRefused(read("f", new byte[0], Optional.of("1")), Reading.Refusal.EMPTY);
        assertRefused(read(null, PNG, Optional.of("1")), Reading.Refusal.INVALID);
        assertRefused(read(" ", PNG, Optional.of("1")), Reading.Refusal.INVALID);
        assertRefused(read("f", PNG, Optional.empty()), Reading.Refusal.INVALID);
        assertRefused(read("f", PNG, Optional.of("one")), Reading.Refusal.INVALID);
        assertRefused(read("f", PNG, Optional.of("NaN")), Reading.Refusal.INVALID);
        assertRefused(read("f", PNG, Optional.of("-1")), Reading.Refusal.INVALID);
    }

    @Test
    void shouldNotWriteAMapWithoutAScale() {
        assertThatThrownBy(() -> new MapRecord("f", PNG, Double.NaN)).hasMessageContaining("scale");
    }

    private static void assertRefused(ConsumerRecord<String, byte[]> record, Reading.Refusal refusal) {
        assertThat(MapCodec.decode(record))
                .isInstanceOfSatisfying(Reading.Refused.class, refused -> assertThat(refused.refusal())
                        .isEqualTo(refusal));
    }

    private static ConsumerRecord<String, byte[]> read(String key, byte[] value, Optional<String> scale) {
        RecordHeaders headers = new RecordHeaders();
        scale.ifPresent(text -> headers.add("invigil_scale", text.getBytes(US_ASCII)));
        return new ConsumerRecord<>(
                "invigil.maps", 0, 7, 0, TimestampType.CREATE_TIME, 0, 0, key, value, headers, Optional.empty());
    }
}
