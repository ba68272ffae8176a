// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import dev.invigil.kit.config.ConfigNode.Absent;
import dev.invigil.kit.config.ConfigNode.Mapping;
import dev.invigil.kit.config.ConfigNode.Scalar;
import dev.invigil.kit.config.ConfigNode.Sequence;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Turns the tree into records and collects every problem; the environment overrides the file. */
final class RecordBinder {
    private final Problems problems;
    private final Map<String, String> environment;
    private final SecretResolver secrets;

    RecordBinder(Problems problems, Map<String, String> environment) {
        this.problems = problems;
        this.environment = environment;
        this.secrets = new SecretResolver(environment);
    }

    /** The whole configuration; null when a problem was noted. */
    <R extends Record> R bind(ConfigNode root, Class<R> type) {
        KnownVariables.of(type).refuseOthers(environment, problems);
        return type.cast(record(root, type, Place.ROOT));
    }

    private Object value(ConfigNode node, Type type, Place place) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                return isSet(node, arguments[0], place)
                        ? Optional.ofNullable(value(node, arguments[0], place))
                        : Optional.empty();
            }
            if (raw == List.class) {
                return list(node, arguments[0], place);
            }
            if (raw == Map.class && arguments[0] == String.class) {
                return map(node, arguments[1], place);
            }
            throw unsupported(type, place);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isRecord() && ScalarParser.of(raw).isEmpty()) {
            return record(node, raw, place);
        }
        return scalar(node, raw, place);
    }

    private Object record(ConfigNode node, Class<?> type, Place place) {
        RecordComponent[] components = type.getRecordComponents();
        int before = problems.count();
        Object[] arguments = new Object[components.length];
        if (type.isAnnotationPresent(Flat.class)) {
            arguments[0] = value(node, components[0].getGenericType(), place);
        } else {
            Map<String, ConfigNode> entries = entries(node, place);
            List<String> known = Arrays.stream(components)
                    .map(component -> Keys.ofComponent(component.getName()))
                    .toList();
            entries.forEach((key, child) -> {
                if (!known.contains(key)) {
                    problems.add(place.child(key).path(), child, unknownKey(key, known));
                }
            });
            for (int i = 0; i < components.length; i++) {
                String key = known.get(i);
                ConfigNode child = entries.getOrDefault(key, new Absent(""));
                Default otherwise = components[i].getAnnotation(Default.class);
                Place childPlace = place.child(key);
                if (otherwise != null && !isSet(child, components[i].getGenericType(), childPlace)) {
                    child = new Scalar(otherwise.value(), "default", false);
                }
                arguments[i] = value(child, components[i].getGenericType(), childPlace);
            }
        }
        return problems.count() == before ? construct(type, components, arguments, node, place) : null;
    }

    private Object construct(
            Class<?> type, RecordComponent[] components, Object[] arguments, ConfigNode node, Place place) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Requirements.Violation violation) {
                violation
                        .violations()
                        .forEach(v ->
                                problems.add(place.child(v.getKey()).path(), childOf(node, v.getKey()), v.getValue()));
                return null;
            }
            if (e.getCause() instanceof IllegalArgumentException refused) {
                problems.add(place.path(), node, refused.getMessage());
                return null;
            }
            throw new IllegalStateException("the constructor of " + type.getName() + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " cannot be constructed", e);
        }
    }

    private List<Object> list(ConfigNode node, Type elementType, Place place) {
        boolean plain =
                elementType instanceof Class<?> raw && ScalarParser.of(raw).isPresent();
        String override = environment.get(place.variable());
        if (plain && override != null) {
            node = new Scalar(override, place.variable(), true);
        }
        List<ConfigNode> elements = new ArrayList<>();
        if (node instanceof Sequence sequence) {
            elements.addAll(sequence.elements());
        } else if (plain && node instanceof Scalar scalar) {
            for (String text : scalar.text().split(",", -1)) {
                if (!text.isBlank()) {
                    elements.add(new Scalar(text.strip(), scalar.place(), scalar.fromEnvironment()));
                }
            }
        } else if (!(node instanceof Absent)) {
            problems.add(place.path(), node, "must be a list; begin each element with a dash");
            return List.of();
        }
        while (!plain && anyVariableBelow(place.element(elements.size()))) {
            elements.add(new Absent(""));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            Object value = value(elements.get(i), elementType, place.element(i));
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    private Map<String, Object> map(ConfigNode node, Type valueType, Place place) {
        Map<String, ConfigNode> entries = new LinkedHashMap<>(entries(node, place));
        if (valueType == String.class) {
            String prefix = place.variable() + "_";
            environment.forEach((name, text) -> {
                if (name.startsWith(prefix)) {
                    String key = name.substring(prefix.length())
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '.');
                    entries.put(key, new Scalar(text, name, true));
                }
            });
        }
        Map<String, Object> values = new LinkedHashMap<>();
        entries.forEach((key, child) -> {
            Object value = value(child, valueType, place.child(key));
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Object scalar(ConfigNode node, Class<?> type, Place place) {
        String override = environment.get(place.variable());
        if (override != null) {
            node = new Scalar(override, place.variable(), true);
        }
        if (type == Secret.class) {
            return secret(node, place);
        }
        if (type == OptionalInt.class) {
            return node instanceof Absent
                    ? OptionalInt.empty()
                    : orElse(scalar(node, int.class, place), v -> OptionalInt.of((int) v));
        }
        if (type == OptionalLong.class) {
            return node instanceof Absent
                    ? OptionalLong.empty()
                    : orElse(scalar(node, long.class, place), v -> OptionalLong.of((long) v));
        }
        if (type == OptionalDouble.class) {
            return node instanceof Absent
                    ? OptionalDouble.empty()
                    : orElse(scalar(node, double.class, place), v -> OptionalDouble.of((double) v));
        }
        Function<String, Object> parser = ScalarParser.of(type).orElseThrow(() -> unsupported(type, place));
        if (node instanceof Absent) {
            problems.add(place.path(), node, "is missing; set it here or as " + place.variable());
            return null;
        }
        if (!(node instanceof Scalar scalar)) {
            problems.add(place.path(), node, "must be a single value");
            return null;
        }
        try {
            return parser.apply(scalar.text());
        } catch (IllegalArgumentException e) {
            problems.add(place.path(), node, e.getMessage());
            return null;
        }
    }

    private Object secret(ConfigNode node, Place place) {
        try {
            Optional<Secret> secret = secrets.resolve(node, place.variable());
            if (secret.isPresent()) {
                return secret.get();
            }
            problems.add(
                    place.path(), node, "is missing; set " + place.variable() + " or " + place.variable() + "_FILE");
        } catch (IllegalArgumentException e) {
            problems.add(place.path(), node, e.getMessage());
        }
        return null;
    }

    private static Object orElse(Object value, Function<Object, Object> wrapped) {
        return value == null ? null : wrapped.apply(value);
    }

    private Map<String, ConfigNode> entries(ConfigNode node, Place place) {
        if (node instanceof Mapping mapping) {
            return mapping.entries();
        }
        if (!(node instanceof Absent)) {
            problems.add(place.path(), node, "must be a section with keys");
        }
        return Map.of();
    }

    /** Whether the file or the environment sets the value. */
    private boolean isSet(ConfigNode node, Type type, Place place) {
        if (!(node instanceof Absent)) {
            return true;
        }
        boolean plain = type instanceof Class<?> raw
                && (!raw.isRecord() || ScalarParser.of(raw).isPresent());
        return environment.containsKey(place.variable())
                || (type == Secret.class && environment.containsKey(place.variable() + "_FILE"))
                || (!plain && anyVariableBelow(place));
    }

    private boolean anyVariableBelow(Place place) {
        String prefix = place.variable() + "_";
        return environment.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    private static String unknownKey(String key, List<String> known) {
        return "unknown key; "
                + Keys.nearest(key, known)
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElseGet(
                                () -> "known here: " + known.stream().sorted().collect(Collectors.joining(", ")));
    }

    private static ConfigNode childOf(ConfigNode node, String key) {
        return node instanceof Mapping mapping && mapping.entries().containsKey(key)
                ? mapping.entries().get(key)
                : new Absent("");
    }

    private static IllegalStateException unsupported(Type type, Place place) {
        return new IllegalStateException("the configuration cannot hold a " + type + ", at " + place.path());
    }
}
