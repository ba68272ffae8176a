// SPDX-License-Identifier: Apache-2.0
package dev.invigil.console.web;

import dev.invigil.kit.http.Request;
import dev.invigil.kit.http.Route;
import java.util.Arrays;
import java.util.Optional;

/** The part of an address after the question mark. */
final class Query {
    private Query() {}

    /** The value of this name; empty when it is missing, empty or not percent-encoded UTF-8. */
    static Optional<String> of(Request request, String name) {
        return Arrays.stream(request.query().orElse("").split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .findFirst()
                .flatMap(pair -> Route.decoded(pair.substring(name.length() + 1).replace("+", "%20")));
    }
}
