// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.shape;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why JSON could not be read, in words for the operator: the place and what is wrong there, without the names of classes and settings. */
public final class JsonFault {
    /** How the library says that a record's property is not there; the property is part of the path. */
    private static final Pattern MISSING = Pattern.compile("^Missing (?:required )?creator property '");

    /** How it says that a property is there twice. */
    private static final Pattern DOUBLE = Pattern.compile("Duplicate field '([^']*)'");

    /** How it says that a value is of another kind, with the value. */
    private static final Pattern COERCED = Pattern.compile("^Cannot coerce \\w+ value \\((.*?)\\)");

    private JsonFault() {}

    /**
     * One line: {@code place.of.the.property: what is wrong}.
     *
     * @param root the place of what was read; may be empty
     */
    public static String describe(String root, JacksonException failure) {
        if (!(failure instanceof JsonMappingException wrong)) {
            return at(root, syntax(failure));
        }
        String path = wrong.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining());
        return at(root + (root.isEmpty() && path.startsWith(".") ? path.substring(1) : path), problem(wrong));
    }

    private static String at(String place, String problem) {
        return place.isEmpty() ? problem : place + ": " + problem;
    }

    private static String syntax(JacksonException failure) {
        Matcher twice = DOUBLE.matcher(String.valueOf(failure.getOriginalMessage()));
        if (failure instanceof JsonParseException && twice.find()) {
            return "'" + twice.group(1) + "' is there twice";
        }
        JsonLocation place = failure.getLocation();
        return "it is not valid JSON"
                + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr());
    }

    /** The wrong value as JSON, on one line. */
    private static Optional<String> value(JsonMappingException wrong) {
        if (wrong instanceof InvalidFormatException invalid) {
            return Optional.of("\""
                    + String.valueOf(invalid.getValue()).lines().findFirst().orElse("") + "\"");
        }
        Matcher coerced = COERCED.matcher(String.valueOf(wrong.getOriginalMessage()));
        return coerced.find() ? Optional.of(coerced.group(1)) : Optional.empty();
    }

    private static String problem(JsonMappingException wrong) {
        if (wrong instanceof UnrecognizedPropertyException) {
            return "it is not known";
        }
        if (wrong instanceof ValueInstantiationException && wrong.getCause() != null) {
            return own(wrong.getCause());
        }
        if (MISSING.matcher(String.valueOf(wrong.getOriginalMessage())).find()) {
            return "it is missing";
        }
        if (wrong.getCause() instanceof JsonParseException syntax) {
            return syntax(syntax);
        }
        Optional<Class<?>> type = wrong instanceof MismatchedInputException mismatch
                ? Optional.ofNullable(mismatch.getTargetType())
                : Optional.empty();
        String value = value(wrong).map(text -> ", not " + text).orElse("");
        return type.map(JsonFault::words)
                .map(words -> "it must be " + words + value)
                .orElse("it cannot be read");
    }

    /** A check in a constructor has a message of its own; a reference that is not there has the name of the property. */
    private static String own(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (cause instanceof IllegalArgumentException) {
            return message;
        }
        return cause instanceof NullPointerException && message.matches("[A-Za-z]\\w*")
                ? "'" + message + "' is missing"
                : "a value is missing or out of range";
    }

    /** What is expected where this type is read. */
    private static String words(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number in the range of its type";
        }
        if ((type.isPrimitive() && type != boolean.class) || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of the known values";
        }
        if (type == String.class) {
            return "text";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time such as 2026-01-02T03:04:05Z";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another value";
    }
}
