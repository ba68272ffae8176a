// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The environment variables that a record type can be set from, so that a misspelt one is reported. Only variables of the type's own
 * sections are checked: {@code INVIGIL_HOME} is ignored when there is no section {@code home}.
 */
final class KnownVariables {
    /** Complete names, without those of list elements and map entries. */
    private final List<String> names = new ArrayList<>();

    private final List<Pattern> patterns = new ArrayList<>();
    private final List<String> sections = new ArrayList<>();

    private KnownVariables() {}

    static KnownVariables of(Class<?> type) {
        KnownVariables known = new KnownVariables();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = Keys.variable(Keys.ENVIRONMENT_PREFIX, Keys.ofComponent(component.getName()));
            known.sections.add(key + "_");
            known.add(component.getGenericType(), key);
        }
        return known;
    }

    /** Reports misspelt variables, which would otherwise be ignored silently. */
    void refuseOthers(Map<String, String> environment, Problems problems) {
        environment.keySet().stream().sorted().filter(this::isMisspelt).forEach(name -> {
            String remedy = Keys.nearest(name, names)
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse("remove it");
            problems.add("", new ConfigNode.Absent("environment"), "unknown variable " + name + "; " + remedy);
        });
    }

    private boolean isMisspelt(String name) {
        return sections.stream().anyMatch(name::startsWith)
                && patterns.stream().noneMatch(pattern -> pattern.matcher(name).matches());
    }

    private void add(Type type, String variable) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (generic.getRawType() == List.class) {
                leaf(variable);
                add(last, variable + "_\\d+");
            } else if (generic.getRawType() == Map.class) {
                patterns.add(Pattern.compile(variable + "_.+"));
            } else {
                add(last, variable);
            }
            return;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == Secret.class) {
            leaf(variable);
            leaf(variable + "_FILE");
        } else if (!raw.isRecord() || ScalarParser.of(raw).isPresent()) {
            leaf(variable);
        } else if (raw.isAnnotationPresent(Flat.class)) {
            add(raw.getRecordComponents()[0].getGenericType(), variable);
        } else {
            for (RecordComponent component : raw.getRecordComponents()) {
                add(component.getGenericType(), Keys.variable(variable, Keys.ofComponent(component.getName())));
            }
        }
    }

    private void leaf(String variable) {
        patterns.add(Pattern.compile(variable));
        if (!variable.contains("\\")) {
            names.add(variable);
        }
    }
}
