// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.invigil.contracts.json.Json;
import dev.invigil.ingest.frame.Sha256;
import dev.invigil.kit.kafka.RecordProblem;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private final Progress progress = new Progress("line-pc");

    @Test
    void shouldKnowTheNextSequenceUntilItIsRemoved() {
        assertThat(progress.apply("camera/cam-1", CameraProgress.CODEC.encode(new CameraProgress(1, "cam-1", 7))))
                .isEmpty();
        assertThat(progress.nextSequence("cam-1")).isEqualTo(7);

        assertThat(progress.apply("camera/cam-1", null)).isEmpty();
        assertThat(progress.nextSequence("cam-1")).isZero();
    }

    @Test
    void shouldSayWhatItCannotReadAndKeepWhatItKnows() {
        progress.apply("camera/cam-1", CameraProgress.CODEC.encode(new CameraProgress(1, "cam-1", 7)));

        assertRefused(progress.apply("camera/cam-1", "{".getBytes(UTF_8)), "NOT_JSON");
        assertRefused(progress.apply("camera/cam-1", new byte[0]), "EMPTY");
        assertRefused(progress.apply("camera/cam-1", "{\"schema\":99}".getBytes(UTF_8)), "UNKNOWN_SCHEMA");
        assertRefused(progress.apply("frame/line-pc/folder/a.png", "[]".getBytes(UTF_8)), "NOT_JSON");
        assertRefused(progress.apply(null, new byte[] {1}), "INVALID");

        assertThat(progress.nextSequence("cam-1")).isEqualTo(7);
        assertThat(progress.find("folder", "a.png")).isEmpty();
    }

    @Test
    void shouldLeaveTheRecordsOfOtherProcessesAside() {
        assertThat(progress.apply("frame/other-pc/folder/a.png", "garbage".getBytes(UTF_8)))
                .isEmpty();
        assertThat(progress.apply("something else", "garbage".getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    camera/cam-1   | {"schema":1,"camera":"cam-1","nextSequence":-5}
                    camera/cam-1   | {"schema":1,"camera":"cam-1","nextSequence":9223372036854775807}
                    camera/cam-1   | {"schema":1,"camera":"cam-1","nextSequence":1000000000000000000}
                    camera/cam-1   | {"schema":1,"camera":"cam-1","nextSequence":9223372036854775808}
                    camera/cam-1   | {"schema":1,"camera":"cam-1","nextSequence":1e300}
                    camera/cam-1   | {"schema":1,"camera":"cam-1"}
                    camera/cam-1   | {"schema":1,"camera":"other","nextSequence":5}
                    camera/cam-1   | {"schema":1,"nextSequence":5}
                    camera/        | {"schema":1,"camera":"","nextSequence":5}
                    camera/a/b     | {"schema":1,"camera":"a/b","nextSequence":5}
                    camera/..      | {"schema":1,"camera":"..","nextSequence":5}
                    """)
    void shouldRefuseCameraRecordsThatIngestNeverWrites(String key, String value) {
        progress.apply("camera/cam-1", CameraProgress.CODEC.encode(new CameraProgress(1, "cam-1", 7)));

        Optional<RecordProblem> problem = progress.apply(key, value.getBytes(UTF_8));

        assertRefused(problem, "INVALID");
        assertThat(problem.get().detail()).contains("key \"" + key + "\"");
        assertThat(progress).hasToString("0 frames recorded, next sequence numbers {cam-1=7}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frameId         | null
                    frameId         | ""
                    frameId         | "a\\u202eb"
                    camera          | null
                    camera          | "a/b"
                    camera          | ".."
                    sequence        | -1
                    sequence        | 9223372036854775807
                    sequence        | 1000000000000000000
                    digest          | null
                    digest          | "abc"
                    size            | 0
                    size            | -1
                    size            | 2147483648
                    sentAt          | null
                    sentAt          | "1969-12-31T23:59:59Z"
                    sentAt          | "+1000000000-12-31T23:59:59Z"
                    productId       | ""
                    productId       | "a\\u0000b"
                    partId          | ".."
                    """)
    void shouldRefuseFrameRecordsThatIngestNeverWrites(String field, String value) throws Exception {
        String key = "frame/line-pc/folder/a.png";
        ObjectNode record = sound();
        assertThat(progress.apply(key, Json.mapper().writeValueAsBytes(record))).isEmpty();
        assertThat(progress.find("folder", "a.png")).isPresent();
        progress.apply(key, null);

        record.set(field, Json.mapper().readTree(value));
        Optional<RecordProblem> problem = progress.apply(key, Json.mapper().writeValueAsBytes(record));

        assertRefused(problem, "INVALID");
        assertThat(problem.get().detail()).contains("key \"" + key + "\"");
        assertThat(progress.find("folder", "a.png")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"frame/line-pc/", "frame/line-pc/folder", "frame/line-pc/folder/", "frame/line-pc/a b/1"})
    void shouldRefuseFrameKeysWithoutASourceAndAName(String key) throws Exception {
        assertRefused(progress.apply(key, Json.mapper().writeValueAsBytes(sound())), "INVALID");
        assertThat(progress).hasToString("0 frames recorded, next sequence numbers {}");
    }

    @Test
    void shouldNotLetAKeyForgeALineOfTheLog() {
        String key = "camera/cam\n2026-01-01 ERROR forged\u2028line";

        assertThat(progress.apply(key, "{".getBytes(UTF_8)).orElseThrow().detail())
                .startsWith("key \"camera/cam?2026-01-01 ERROR forged?line\": ");
    }

    @Test
    void shouldReadFrameRecordsOfOlderVersions() throws Exception {
        ObjectNode record = sound();
        record.remove("productId");
        record.put("sequence", 999_999_999_999_999_999L);

        assertThat(progress.apply("frame/line-pc/folder/a.png", Json.mapper().writeValueAsBytes(record)))
                .isEmpty();
        assertThat(progress.find("folder", "a.png")).isPresent();
    }

    private static ObjectNode sound() throws IOException {
        return (ObjectNode) Json.mapper().readTree("""
                        {"schema":1,"frameId":"f-1","camera":"cam-1","sequence":7,"digest":"%s","size":3,
                         "modifiedMillis":-1,"sentAt":"2026-03-01T12:00:00Z","productId":"bottle"}
                        """.formatted(Sha256.of(new byte[3])));
    }

    private static void assertRefused(Optional<RecordProblem> problem, String reason) {
        assertThat(problem).map(RecordProblem::reason).contains(reason);
    }
}
