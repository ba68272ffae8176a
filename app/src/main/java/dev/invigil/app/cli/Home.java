// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.nio.file.Path;
import java.util.Map;

/** The folder of files that Invigil stores for a user. */
final class Home {
    private Home() {}

    /**
     * The first that is set of {@code INVIGIL_HOME}, {@code XDG_CACHE_HOME/invigil} and {@code HOME/.invigil}; else {@code .invigil} in the home folder
     * that Java names. A relative {@code XDG_CACHE_HOME} is ignored, as its specification requires.
     */
    static Path folder(Map<String, String> environment) {
        return folder(environment, System.getProperty("user.home"));
    }

    static Path folder(Map<String, String> environment, String userHome) {
        String own = environment.getOrDefault("INVIGIL_HOME", "");
        if (!own.isBlank()) {
            return Path.of(own).toAbsolutePath().normalize();
        }
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!caches.isBlank() && Path.of(caches).isAbsolute()) {
            return Path.of(caches, "invigil").normalize();
        }
        String home = environment.getOrDefault("HOME", "");
        return Path.of(home.isBlank() ? userHome : home, ".invigil")
                .toAbsolutePath()
                .normalize();
    }
}
