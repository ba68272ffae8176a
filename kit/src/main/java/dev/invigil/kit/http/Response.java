// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A complete answer.
 *
 * @param status of HTTP, 200 to 599
 * @param contentType with its charset
 * @param body not copied
 * @param headers further ones, by name
 */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) implements Answer {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    public Response {
        headers = Map.copyOf(headers);
    }

    /** Text, in UTF-8. */
    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
    }

    /** Anything that Jackson can write; times in ISO 8601, absent values left out. */
    public static Response json(int status, Object body) {
        try {
            return of(status, "application/json", JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(body.getClass() + " cannot be written as JSON", e);
        }
    }

    /** Bytes as they are. */
    public static Response of(int status, String contentType, byte[] body) {
        return new Response(status, contentType, body, Map.of());
    }

    @Override
    public <R> R fold(
            Function<Response, R> response, Function<ReadBody, R> readBody, Function<EventStream, R> eventStream) {
        return response.apply(this);
    }

    /** The same with one more header. */
    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, contentType, body, more);
    }

    /** The same with more headers. */
    public Response with(Map<String, String> others) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(others);
        return new Response(status, contentType, body, more);
    }
}
