// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import dev.invigil.kit.config.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides which requests a server accepts. Pure; any thread.
 *
 * <p>A route that needs a role needs a token of that role, or of ADMIN. Where the server has no tokens at all, such a request must come from
 * this machine's network interface ({@code host} is a loopback address) and must not have been made by a page of another site: a browser sends
 * requests of any page to {@code localhost}.
 */
public final class Access {
    /** Everything is accepted; the handlers decide. */
    public static final Access OPEN = new Access(Map.of(), "", true, false);

    private static final String REMEDY = "send Authorization: Bearer TOKEN";
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.%]+]");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /**
     * Why a request is not accepted.
     *
     * @param status of HTTP: 401 for a missing or unknown token, else 403
     * @param error what is wrong and the remedy, one line
     */
    record Refusal(int status, String error) {}

    private final Map<Role, Secret> tokens;
    private final String section;
    private final boolean loopback;
    private final boolean checked;

    private Access(Map<Role, Secret> tokens, String section, boolean loopback, boolean checked) {
        this.tokens = tokens.isEmpty() ? Map.of() : new EnumMap<>(tokens);
        this.section = section;
        this.loopback = loopback;
        this.checked = checked;
    }

    /**
     * For a server that listens on {@code host}.
     *
     * @param tokens by role; a secret may hold several, one per line
     * @param section of the configuration that has the tokens, for remedies
     */
    public static Access of(Map<Role, Secret> tokens, String section, String host) {
        return new Access(tokens, section, isLoopback(host), true);
    }

    /** Whether only this machine reaches a server that listens on the host; a host that is unknown is not. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Whether the request has one of the tokens of the secret, one per line, as {@code Authorization: Bearer TOKEN}. */
    public static boolean hasToken(Request request, Secret secret) {
        return bearer(request).map(given -> matches(secret, given)).orElse(false);
    }

    /** Empty when the request is accepted for a route that needs the role. */
    Optional<Refusal> refusal(Request request, Role needed) {
        if (!checked) {
            return Optional.empty();
        }
        return tokens.isEmpty() ? withoutTokens(request, needed) : withTokens(request, needed);
    }

    private Optional<Refusal> withTokens(Request request, Role needed) {
        Optional<String> given = bearer(request);
        boolean known = false;
        boolean configured = false;
        for (Map.Entry<Role, Secret> entry : tokens.entrySet()) {
            boolean includes = entry.getKey().includes(needed);
            configured |= includes;
            // no early end: the time does not tell which token was compared
            if (given.isPresent() && matches(entry.getValue(), given.get())) {
                known = true;
                if (includes) {
                    return Optional.empty();
                }
            }
        }
        if (!configured) {
            return Optional.of(new Refusal(
                    403,
                    "this server has no token for the role " + name(needed) + "; set " + section + "." + name(needed)));
        }
        return Optional.of(
                known
                        ? new Refusal(403, "this token does not have the role " + name(needed))
                        : new Refusal(
                                401,
                                "the bearer token is missing or invalid; " + REMEDY + " with a token of the role "
                                        + name(needed)));
    }

    private Optional<Refusal> withoutTokens(Request request, Role needed) {
        if (!loopback) {
            return Optional.of(new Refusal(
                    403,
                    "this server can be reached from other machines and has no tokens, so it changes nothing; set "
                            + section + "." + name(needed) + " and " + REMEDY));
        }
        String host = request.header("Host").orElse("");
        boolean foreign = request.header("Sec-Fetch-Site")
                        .map(site -> !OWN_SITE.contains(site))
                        .orElse(false)
                || request.header("Origin")
                        .map(origin -> !isOrigin(origin, host))
                        .orElse(false);
        if (foreign) {
            return Optional.of(new Refusal(403, "a page of another site must not change anything here"));
        }
        return isOwnName(host)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        403,
                        "the request is for another host; use localhost or an IP address, or set " + section + "."
                                + name(needed) + " and " + REMEDY));
    }

    private static boolean isOrigin(String origin, String host) {
        try {
            return host.equalsIgnoreCase(String.valueOf(URI.create(origin).getRawAuthority()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A name with a dot may be one of the Internet that somebody has pointed at this machine (DNS rebinding). */
    private static boolean isOwnName(String host) {
        String name = host.replaceFirst(":\\d+$", "");
        return !name.isEmpty()
                && (name.indexOf('.') < 0 || IP_LITERAL.matcher(name).matches());
    }

    private static Optional<String> bearer(Request request) {
        return request.header("Authorization")
                .filter(given -> given.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(given -> given.substring(7).strip())
                .filter(token -> !token.isEmpty());
    }

    private static boolean matches(Secret secret, String given) {
        boolean matches = false;
        for (String token : secret.reveal().lines().map(String::strip).toList()) {
            matches |= !token.isEmpty() && new Secret(token).matches(given);
        }
        return matches;
    }

    private static String name(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
