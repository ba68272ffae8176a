// SPDX-License-Identifier: Apache-2.0
package dev.invigil.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker/compose.yaml}: its services as they are shipped, with the defaults of their variables. */
final class ComposeFile {
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{\\w+:-([^}]*)}");

    private final Map<?, ?> services;

    private ComposeFile(Map<?, ?> services) {
        this.services = services;
    }

    static ComposeFile read() throws IOException {
        LoaderOptions options = new LoaderOptions();
        try (Reader text = Files.newBufferedReader(Path.of("compose.yaml"))) {
            Map<?, ?> file = new Yaml(new SafeConstructor(options)).load(text);
            return new ComposeFile((Map<?, ?>) file.get("services"));
        }
    }

    /** The variables of a service. */
    Map<String, String> environment(String service) {
        Map<String, String> variables = new LinkedHashMap<>();
        ((Map<?, ?>) value(service, "environment"))
                .forEach((name, value) -> variables.put(name.toString(), plain(value.toString())));
        return variables;
    }

    /** The command of a service. */
    String[] command(String service) {
        return words(service, "command").toArray(String[]::new);
    }

    /** Gives a container what the service may use and may not do: memory, capabilities, the root file system, folders in memory. */
    void apply(String service, HostConfig container) {
        Map<String, String> inMemory = new LinkedHashMap<>();
        for (String mount : words(service, "tmpfs")) {
            String[] parts = mount.split(":", 2);
            inMemory.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        container
                .withReadonlyRootfs((Boolean) value(service, "read_only"))
                .withTmpFs(inMemory)
                .withCapDrop(words(service, "cap_drop").stream()
                        .map(Capability::valueOf)
                        .toArray(Capability[]::new))
                .withSecurityOpts(words(service, "security_opt"))
                .withMemory(bytes(plain(value(service, "mem_limit").toString())));
    }

    private List<String> words(String service, String key) {
        List<String> words = new ArrayList<>();
        ((List<?>) value(service, key)).forEach(word -> words.add(plain(word.toString())));
        return words;
    }

    private Object value(String service, String key) {
        Object value = ((Map<?, ?>) services.get(service)).get(key);
        if (value == null) {
            throw new IllegalStateException("compose.yaml: " + service + " has no " + key);
        }
        return value;
    }

    private static String plain(String text) {
        return DEFAULT.matcher(text).replaceAll("$1");
    }

    private static long bytes(String size) {
        long number = Long.parseLong(size.substring(0, size.length() - 1));
        return size.endsWith("g") ? number << 30 : number << 20;
    }
}
