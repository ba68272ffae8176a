// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which requests a handler answers. */
public final class Route {
    private static final String REST = "...}";

    private final Set<String> methods;
    private final String path;
    private final boolean urgent;
    private final Optional<Role> role;
    private final Handler handler;

    private Route(Set<String> methods, String path, boolean urgent, Optional<Role> role, Handler handler) {
        this.methods = methods;
        this.path = path;
        this.urgent = urgent;
        this.role = role;
        this.handler = handler;
    }

    /**
     * GET and HEAD of a path.
     *
     * @param path for example <code>/pictures/{id}</code>; a variable matches one element of the path that is not empty, and a last one such
     *     as <code>{file...}</code> one or more elements, none of which may be {@code .}, {@code ..} or hold a slash
     */
    public static Route get(String path, Handler handler) {
        return new Route(Set.of("GET", "HEAD"), path, false, Optional.empty(), handler);
    }

    /** POST to a path, for the role ADMIN; see {@link #get}, {@link #requiring}. */
    public static Route post(String path, Handler handler) {
        return new Route(Set.of("POST"), path, false, Optional.of(Role.ADMIN), handler);
    }

    /** PUT to a path, for the role ADMIN; see {@link #get}, {@link #requiring}. */
    public static Route put(String path, Handler handler) {
        return new Route(Set.of("PUT"), path, false, Optional.of(Role.ADMIN), handler);
    }

    /** DELETE of a path, for the role ADMIN; see {@link #get}, {@link #requiring}. */
    public static Route delete(String path, Handler handler) {
        return new Route(Set.of("DELETE"), path, false, Optional.of(Role.ADMIN), handler);
    }

    /** Every request, whatever its method and path, without a role: the handler decides. */
    public static Route everything(Handler handler) {
        return new Route(Set.of(), "", false, Optional.empty(), handler);
    }

    /** The same on separate threads and without the limit of requests: it is answered even if all other routes are blocked. */
    Route urgently() {
        return new Route(methods, path, true, role, handler);
    }

    /** The same for another role. */
    public Route requiring(Role needed) {
        return new Route(methods, path, urgent, Optional.of(needed), handler);
    }

    /** The role that requests need; empty when every client may send them. */
    Optional<Role> role() {
        return role;
    }

    boolean isUrgent() {
        return urgent;
    }

    Handler handler() {
        return handler;
    }

    String path() {
        return path;
    }

    Set<String> methods() {
        return methods;
    }

    boolean takes(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /** The variables of the path when it matches. */
    Optional<Map<String, String>> match(String rawPath) {
        if (path.isEmpty()) {
            return Optional.of(Map.of());
        }
        String[] wanted = path.split("/", -1);
        String[] given = rawPath.split("/", -1);
        boolean open = wanted[wanted.length - 1].endsWith(REST);
        if (open ? given.length < wanted.length : given.length != wanted.length) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].endsWith(REST)) {
                Optional<String> rest = rest(given, i);
                if (rest.isEmpty()) {
                    return Optional.empty();
                }
                variables.put(wanted[i].substring(1, wanted[i].length() - REST.length()), rest.get());
            } else if (wanted[i].startsWith("{")) {
                Optional<String> value = decoded(given[i]);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                variables.put(wanted[i].substring(1, wanted[i].length() - 1), value.get());
            } else if (!wanted[i].equals(given[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /** The elements from this one on, decoded, with slashes between them. */
    private static Optional<String> rest(String[] elements, int from) {
        List<String> decoded = new ArrayList<>();
        for (int i = from; i < elements.length; i++) {
            Optional<String> element = decoded(elements[i])
                    .filter(text -> !text.equals(".") && !text.equals("..") && text.indexOf('/') < 0);
            if (element.isEmpty()) {
                return Optional.empty();
            }
            decoded.add(element.get());
        }
        return Optional.of(String.join("/", decoded));
    }

    /**
     * Decodes one percent-encoded element of a path. To be called after splitting, so that an encoded slash stays within its element.
     *
     * @return empty when the element is empty or is not percent-encoded UTF-8
     */
    public static Optional<String> decoded(String element) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c != '%') {
                // a byte that is not ASCII reaches us as one character
                bytes.write(c);
                continue;
            }
            if (i + 2 >= element.length() || hex(element.charAt(i + 1)) < 0 || hex(element.charAt(i + 2)) < 0) {
                return Optional.empty();
            }
            bytes.write(hex(element.charAt(i + 1)) << 4 | hex(element.charAt(i + 2)));
            i += 2;
        }
        try {
            return Optional.of(UTF_8.newDecoder()
                            .decode(ByteBuffer.wrap(bytes.toByteArray()))
                            .toString())
                    .filter(text -> !text.isEmpty());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }
}
