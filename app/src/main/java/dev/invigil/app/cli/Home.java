// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.nio.file.Path;
import java.util.Map;

/** The folder of what Invigil keeps for a user. */
final class Home {
    private Home() {}

    /** {@code INVIGIL_HOME}, else {@code ~/.invigil}. */
    static Path folder(Map<String, String> environment) {
        String wish = environment.getOrDefault("INVIGIL_HOME", "");
        Path folder = wish.isBlank() ? Path.of(System.getProperty("user.home"), ".invigil") : Path.of(wish);
        return folder.toAbsolutePath().normalize();
    }
}
