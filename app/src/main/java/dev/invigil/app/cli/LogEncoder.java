// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.pattern.ClassNameOnlyAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Redaction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes each event as one line, without the secrets of this process. {@code INVIGIL_LOG} chooses the format: {@code text} (the default) or
 * {@code json}. Times are ISO 8601 with the offset of the time zone.
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
    /** The variable that chooses the format. */
    static final String VARIABLE = "INVIGIL_LOG";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());
    private static final ClassNameOnlyAbbreviator SHORT = new ClassNameOnlyAbbreviator();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How an event is written. */
    enum Format {
        TEXT,
        JSON
    }

    private final Format format;

    /** The format that the environment asks for; text where that is not a format, which {@link #require} reports. */
    public LogEncoder() {
        this(format(System.getenv(VARIABLE)).orElse(Format.TEXT));
    }

    LogEncoder(Format format) {
        this.format = format;
    }

    /**
     * Refuses a value of {@link #VARIABLE} that is not a format.
     *
     * @throws OperatorException naming the formats
     */
    static void require(String value) {
        if (format(value).isEmpty()) {
            throw new OperatorException(VARIABLE + "=" + value + " is not a log format; set it to text or json");
        }
    }

    private static Optional<Format> format(String value) {
        return switch (value == null ? "" : value.strip().toLowerCase(Locale.ROOT)) {
            case "", "text" -> Optional.of(Format.TEXT);
            case "json" -> Optional.of(Format.JSON);
            default -> Optional.empty();
        };
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String time = TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
        String message = Redaction.of(String.valueOf(event.getFormattedMessage()));
        Optional<String> trace = Optional.ofNullable(event.getThrowableProxy())
                .map(failure ->
                        Redaction.of(ThrowableProxyUtil.asString(failure).strip()));
        String line = format == Format.JSON ? json(event, time, message, trace) : text(event, time, message, trace);
        return (line + "\n").getBytes(UTF_8);
    }

    private static String text(ILoggingEvent event, String time, String message, Optional<String> trace) {
        String level = "%-5s".formatted(event.getLevel());
        String text = time + " " + level + " " + SHORT.abbreviate(event.getLoggerName()) + ": " + message
                + trace.map(lines -> " | " + lines).orElse("");
        return text.replaceAll("\\s*\\R\\s*", " | ");
    }

    private static String json(ILoggingEvent event, String time, String message, Optional<String> trace) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", time);
        fields.put("level", event.getLevel().toString());
        fields.put("logger", event.getLoggerName());
        fields.put("thread", event.getThreadName());
        fields.put("message", message);
        trace.ifPresent(lines -> fields.put("exception", lines));
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text can be written as JSON", e);
        }
    }
}
