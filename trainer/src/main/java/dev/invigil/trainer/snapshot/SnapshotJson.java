// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.invigil.detector.tensor.Sha256;
import dev.invigil.trainer.snapshot.Origin.Confirmation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A snapshot as JSON: the same snapshot always gives the same bytes, one member per line. */
final class SnapshotJson {
    private static final int SCHEMA = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private SnapshotJson() {}

    private record Written(int schema, List<Line> members) {}

    /** A member, flat. Of a golden file: file, mask, maskSha256; of a frame: frame, camera, confirmation. */
    private record Line(
            String product,
            Role role,
            String sha256,
            Optional<String> part,
            Optional<String> defect,
            Optional<String> file,
            Optional<String> mask,
            Optional<String> maskSha256,
            Optional<String> frame,
            Optional<String> camera,
            Optional<Confirmation> confirmation) {

        static Line of(Member member) {
            return member.origin()
                    .fold(
                            golden -> new Line(
                                    member.product(),
                                    member.role(),
                                    member.sha256(),
                                    member.partId(),
                                    defect(member),
                                    Optional.of(golden.file()),
                                    golden.mask().map(Origin.Mask::file),
                                    golden.mask().map(Origin.Mask::sha256),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()),
                            frame -> new Line(
                                    member.product(),
                                    member.role(),
                                    member.sha256(),
                                    member.partId(),
                                    defect(member),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(frame.id()),
                                    Optional.of(frame.from()),
                                    Optional.of(frame.confirmation())));
        }

        private static Optional<String> defect(Member member) {
            return member.truth().isDefective() ? Optional.of(member.truth().kind()) : Optional.empty();
        }

        Member member() {
            Truth truth = defect.<Truth>map(Truth.Defective::new).orElse(Truth.good());
            return new Member(origin(), sha256, product, part, role, truth);
        }

        private Origin origin() {
            if (file.isPresent() == frame.isPresent()) {
                throw new IllegalArgumentException("a member is either a file or a frame");
            }
            return file.<Origin>map(path -> new Origin.Golden(
                            path, mask.map(drawn -> new Origin.Mask(drawn, maskSha256.orElse("none")))))
                    .orElseGet(() -> new Origin.FromFrame(
                            frame.orElseThrow(), camera.orElseThrow(), confirmation.orElseThrow()));
        }
    }

    static byte[] write(Snapshot snapshot) {
        StringBuilder text = new StringBuilder("{\"schema\":" + SCHEMA + ",\"members\":[");
        String before = "\n";
        try {
            for (Member member : snapshot.members()) {
                text.append(before).append(JSON.writeValueAsString(Line.of(member)));
                before = ",\n";
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a member cannot be written as JSON", e);
        }
        return text.append("\n]}\n").toString().getBytes(UTF_8);
    }

    static String digest(Snapshot snapshot) {
        return Sha256.of(write(snapshot));
    }

    /** @throws IllegalArgumentException if it is not a snapshot that this version reads, saying why */
    static Snapshot read(byte[] text) {
        try {
            int schema = JSON.readTree(text).path("schema").asInt();
            if (schema != SCHEMA) {
                throw new IllegalArgumentException(
                        "it has schema " + schema + ", but this version of Invigil reads " + SCHEMA);
            }
            return new Snapshot(JSON.readValue(text, Written.class).members().stream()
                    .map(Line::member)
                    .toList());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    e.getOriginalMessage().lines().findFirst().orElse(""), e);
        } catch (java.util.NoSuchElementException | NullPointerException e) {
            throw new IllegalArgumentException("a member is incomplete", e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }
}
