// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.contracts.reason.UnscoredReason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
    private static final byte[] IMAGE = {1, 2, 3};
    private static final long RECORD_TIME = 1_700_000_000_123L;

    @Test
    void shouldReadBackWhatItWrites() {
        Frame frame = new Frame(
                "f-1",
                "Halle 3",
                "Kamera+ü",
                Optional.of("part 7"),
                "bottle",
                OptionalLong.of(41),
                Instant.parse("2026-01-31T08:15:30.250123456Z"),
                Optional.of("image/jpeg"),
                Optional.of("ab".repeat(32)),
                IMAGE);

        ProducerRecord<String, byte[]> sent = FrameCodec.encode("invigil.frames", frame);

        assertThat(sent.topic()).isEqualTo("invigil.frames");
        assertThat(sent.key()).isEqualTo(frame.camera());
        assertThat(header(sent, "ce_source")).isEqualTo("/Halle%203/Kamera%2B%C3%BC");
        assertThat(FrameCodec.decode(received(sent))).isEqualTo(new FrameReading.WellFormed(frame));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "2200-01-01T00:00:00Z"})
    void shouldMakeNoFrameWithACaptureTimeThatReadersRefuse(String time) {
        assertThatThrownBy(() -> new Frame(
                        "f-1",
                        "line1",
                        "cam1",
                        Optional.empty(),
                        "bottle",
                        OptionalLong.empty(),
                        Instant.parse(time),
                        Optional.empty(),
                        Optional.empty(),
                        IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1970 to 2199");
    }

    @Test
    void shouldReadTheLongestNamesThatAFrameCanHave() {
        String longest = "\u5de5".repeat(Frame.MAX_TEXT);
        Frame frame = new Frame(
                longest,
                longest,
                longest,
                Optional.of(longest),
                longest,
                OptionalLong.of(Long.MAX_VALUE / 10),
                Instant.EPOCH,
                Optional.of(longest),
                Optional.empty(),
                IMAGE);

        assertThat(FrameCodec.decode(received(FrameCodec.encode("t", frame))))
                .isEqualTo(new FrameReading.WellFormed(frame));
    }

    @Test
    void shouldWriteCloudEventsHeadersInBinaryMode() {
        Frame frame = ((FrameReading.WellFormed) decode(required())).frame();

        ProducerRecord<String, byte[]> sent = FrameCodec.encode("t", frame);

        assertThat(header(sent, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(sent, "ce_type")).isEqualTo("dev.invigil.frame.v1");
        assertThat(header(sent, "ce_id")).isEqualTo("f-1");
        assertThat(sent.headers().lastHeader("ce_subject")).isNull();
        assertThat(sent.headers().lastHeader("ce_sequence")).isNull();
        assertThat(sent.headers().lastHeader("ce_digest")).isNull();
    }

    @Test
    void shouldAcceptFiveHeadersOfAPlainClient() {
        FrameReading reading = decode(required());

        assertThat(reading)
                .isEqualTo(new FrameReading.WellFormed(new Frame(
                        "f-1",
                        "line1",
                        "cam1",
                        Optional.empty(),
                        "bottle",
                        OptionalLong.empty(),
                        Instant.ofEpochMilli(RECORD_TIME),
                        Optional.empty(),
                        Optional.empty(),
                        IMAGE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_product"})
    void shouldNameTheMissingHeader(String name) {
        Map<String, String> headers = required();
        headers.remove(name);

        FrameReading.Malformed malformed = malformed(headers);

        assertThat(malformed.reason()).isEqualTo(UnscoredReason.MISSING_HEADER);
        assertThat(malformed.detail()).contains(name);
    }

    @Test
    void shouldKeepLineAndCameraOfAMalformedRecordHoweverLongTheirNames() {
        String longest = "\u5de5".repeat(Frame.MAX_TEXT);
        String encoded = URLEncoder.encode(longest, UTF_8);
        Map<String, String> headers = with("ce_source", "/" + encoded + "/" + encoded);
        headers.remove("ce_product");

        FrameReading.Malformed malformed = malformed(headers);

        assertThat(malformed.line()).isEqualTo(longest);
        assertThat(malformed.camera()).isEqualTo(longest);
    }

    @Test
    void shouldTakeABlankHeaderAsMissing() {
        assertThat(malformed(with("ce_product", "  ")).reason()).isEqualTo(UnscoredReason.MISSING_HEADER);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_type, dev.invigil.frame.v2, upgrade",
        "ce_type, com.example.order, dev.invigil.frame.v1",
        "ce_specversion, 2.0, CloudEvents 1.0"
    })
    void shouldRefuseASchemaItDoesNotKnow(String name, String value, String detail) {
        FrameReading.Malformed malformed = malformed(with(name, value));

        assertThat(malformed.reason()).isEqualTo(UnscoredReason.UNKNOWN_SCHEMA);
        assertThat(malformed.detail()).contains(value).contains(detail);
        assertThat(malformed.frameId()).isEqualTo("f-1");
        assertThat(malformed.camera()).isEqualTo("cam1");
        assertThat(malformed.productId()).contains("bottle");
    }

    @ParameterizedTest
    @CsvSource({
        "ce_source, line1/cam1",
        "ce_source, /cam1",
        "ce_source, /line1/cam1/x",
        "ce_source, //line1/cam1",
        "ce_source, http://line1/cam1",
        "ce_source, /line1/cam1?x=1",
        "ce_source, /line 1/cam1",
        "ce_source, /line1/",
        "ce_source, /line1/cam%2F1",
        "ce_source, /line1/cam%00",
        "ce_source, /line1/cam%",
        "ce_source, /line1/..",
        "ce_source, /line1/%2e",
        "ce_source, /line1/cam%FF",
        "ce_source, /line1/cam%E2%80%AE",
        "ce_time, yesterday",
        "ce_time, 2026-01-31T08:15:30",
        "ce_time, 1969-12-31T23:59:59Z",
        "ce_time, 2200-01-01T00:00:00Z",
        "ce_time, 9999-12-31T23:59:59Z",
        "ce_time, +999999999-01-01T00:00:00Z",
        "ce_sequence, -1",
        "ce_sequence, 1e3",
        "ce_sequence, 9999999999999999999",
        "ce_digest, abc"
    })
    void shouldNameTheUnreadableHeader(String name, String value) {
        FrameReading.Malformed malformed = malformed(with(name, value));

        assertThat(malformed.reason()).isEqualTo(UnscoredReason.INVALID_HEADER);
        assertThat(malformed.detail()).contains(name).contains(value);
    }

    @Test
    void shouldRefuseHeadersThatAreTooLongOrNoText() {
        assertThat(malformed(with("ce_subject", "x".repeat(4097))).detail()).contains("ce_subject", "4097");
        assertThat(malformed(with("ce_id", "x".repeat(201))).reason()).isEqualTo(UnscoredReason.INVALID_HEADER);
        assertThat(malformed(with("ce_product", "a\nforged line")).reason()).isEqualTo(UnscoredReason.INVALID_HEADER);

        ConsumerRecord<String, byte[]> record = record(required(), "cam1", IMAGE);
        record.headers().add("ce_subject", "ü".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(((FrameReading.Malformed) FrameCodec.decode(record)).detail())
                .contains("ce_subject", "UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "a\u202eb",
                "a\u2066b",
                "a\u200fb",
                "a\u2028b",
                "\ufeffa",
                "a\ufffdb",
                "a\u0085b",
                "a\uffffb"
            })
    void shouldRefuseNamesThatAreNotWhatTheySeem(String name) {
        for (String header : List.of("ce_id", "ce_product", "ce_subject")) {
            assertThat(malformed(with(header, name)).reason()).isEqualTo(UnscoredReason.INVALID_HEADER);
        }
        assertThat(Frame.isName(name)).isFalse();
    }

    @Test
    void shouldTakeNamesOfEveryLanguage() {
        for (String name : List.of(
                "T\u00fcr",
                "\u96f6\u4ef6",
                "\u0442\u0435\u0441\u0442",
                "\u0645\u06cc\u200c\u062e",
                "\ud83d\udd29",
                "...",
                ".a")) {
            assertThat(Frame.isText(name)).as(name).isTrue();
        }
        assertThat(Frame.isText("\ud83d")).isFalse();
    }

    @Test
    void shouldReadComposedAndDecomposedLettersAsOneName() {
        ConsumerRecord<String, byte[]> record = record(with("ce_product", "Tu\u0308r"), "cam1", IMAGE);
        assertThat(((FrameReading.WellFormed) FrameCodec.decode(record)).frame().productId())
                .isEqualTo("T\u00fcr");
    }

    @Test
    void shouldNotRepeatControlCharactersOfASender() {
        assertThat(malformed(with("ce_time", "a\nERROR forged")).detail()).doesNotContain("\n");
    }

    @Test
    void shouldRefuseAnEmptyRecord() {
        for (byte[] value : new byte[][] {null, {}}) {
            FrameReading.Malformed malformed =
                    (FrameReading.Malformed) FrameCodec.decode(record(required(), "cam1", value));

            assertThat(malformed.reason()).isEqualTo(UnscoredReason.EMPTY);
            assertThat(malformed.frameId()).isEqualTo("f-1");
        }
    }

    @Test
    void shouldKeepAnIdentityForARecordWithoutAny() {
        FrameReading.Malformed malformed =
                (FrameReading.Malformed) FrameCodec.decode(record(Map.of(), null, new byte[0]));

        assertThat(malformed.frameId()).isEqualTo("frames-2-77");
        assertThat(malformed.line()).isEqualTo("unknown");
        assertThat(malformed.camera()).isEqualTo("unknown");
    }

    @Test
    void shouldTakeTheCameraFromTheKeyOnlyWhenTheSourceIsUnreadable() {
        Frame frame = ((FrameReading.WellFormed) FrameCodec.decode(record(required(), "other", IMAGE))).frame();
        assertThat(frame.camera()).isEqualTo("cam1");

        FrameReading.Malformed malformed =
                (FrameReading.Malformed) FrameCodec.decode(record(with("ce_source", "?"), "other", IMAGE));
        assertThat(malformed.camera()).isEqualTo("other");
    }

    @Test
    void shouldLetTheLastOfTwoHeadersCount() {
        ConsumerRecord<String, byte[]> record = record(required(), "cam1", IMAGE);
        record.headers().add("ce_product", "pill".getBytes(UTF_8));

        assertThat(((FrameReading.WellFormed) FrameCodec.decode(record)).frame().productId())
                .isEqualTo("pill");
    }

    @Test
    void shouldReadTimesWithAnyOffsetAndDigestsInAnyCase() {
        Map<String, String> headers = with("ce_time", "2026-01-31T10:15:30.5+02:00");
        headers.put("ce_digest", "AB".repeat(32));

        Frame frame = ((FrameReading.WellFormed) decode(headers)).frame();

        assertThat(frame.capturedAt()).isEqualTo(Instant.parse("2026-01-31T08:15:30.5Z"));
        assertThat(frame.digest()).contains("ab".repeat(32));
    }

    private static FrameReading decode(Map<String, String> headers) {
        return FrameCodec.decode(record(headers, "cam1", IMAGE));
    }

    private static FrameReading.Malformed malformed(Map<String, String> headers) {
        return (FrameReading.Malformed) decode(headers);
    }

    private static Map<String, String> required() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", "f-1");
        headers.put("ce_source", "/line1/cam1");
        headers.put("ce_type", "dev.invigil.frame.v1");
        headers.put("ce_product", "bottle");
        return headers;
    }

    @ParameterizedTest
    @ValueSource(longs = {7_258_118_400_000L, Long.MAX_VALUE})
    void shouldRefuseARecordTimeThatIsNoCaptureTime(long timestamp) {
        ConsumerRecord<String, byte[]> sound = record(required(), "cam1", IMAGE);
        FrameReading reading = FrameCodec.decode(new ConsumerRecord<>(
                sound.topic(),
                sound.partition(),
                sound.offset(),
                timestamp,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                sound.key(),
                sound.value(),
                sound.headers(),
                Optional.empty()));

        assertThat(reading).isInstanceOfSatisfying(FrameReading.Malformed.class, malformed -> {
            assertThat(malformed.reason()).isEqualTo(UnscoredReason.INVALID_HEADER);
            assertThat(malformed.detail()).contains(Long.toString(timestamp)).contains("ce_time");
        });
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> headers = required();
        headers.put(name, value);
        return headers;
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static ConsumerRecord<String, byte[]> received(ProducerRecord<String, byte[]> sent) {
        return new ConsumerRecord<>(
                "frames",
                2,
                77,
                RECORD_TIME,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    private static ConsumerRecord<String, byte[]> record(Map<String, String> headers, String key, byte[] value) {
        RecordHeaders kafkaHeaders = new RecordHeaders();
        headers.forEach((name, text) -> kafkaHeaders.add(name, text.getBytes(UTF_8)));
        return received(new ProducerRecord<>("frames", null, key, value, kafkaHeaders));
    }
}
