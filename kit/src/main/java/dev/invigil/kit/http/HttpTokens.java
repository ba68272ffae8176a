// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.Secret;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code http.tokens}: the bearer tokens of requests that change something. A secret may hold several tokens, one per line.
 *
 * @param review allows to write labels
 * @param admin allows everything
 */
public record HttpTokens(Optional<Secret> review, Optional<Secret> admin) {
    Map<Role, Secret> byRole() {
        Map<Role, Secret> tokens = new EnumMap<>(Role.class);
        review.ifPresent(secret -> tokens.put(Role.REVIEW, secret));
        admin.ifPresent(secret -> tokens.put(Role.ADMIN, secret));
        return tokens;
    }
}
