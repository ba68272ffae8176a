// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpFields;

/** The head of a request. */
public final class Request {
    private final org.eclipse.jetty.server.Request jetty;
    private final Map<String, String> variables;

    Request(org.eclipse.jetty.server.Request jetty, Map<String, String> variables) {
        this.jetty = jetty;
        this.variables = variables;
    }

    /** For example {@code GET}. */
    public String method() {
        return jetty.getMethod();
    }

    /** The path as the client wrote it, percent-encoded. */
    public String path() {
        return String.valueOf(jetty.getHttpURI().getPath());
    }

    /** What follows the question mark, percent-encoded. */
    public Optional<String> query() {
        return Optional.ofNullable(jetty.getHttpURI().getQuery());
    }

    /** The value of a variable of the route's path, decoded. */
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no variable {" + name + "}");
        }
        return value;
    }

    /** The first header of this name, in any case of letters; its bytes as ISO 8859-1. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(fields().get(name));
    }

    /** All headers of this name. */
    public List<String> headers(String name) {
        return Collections.unmodifiableList(fields().getValuesList(name));
    }

    /** The declared number of bytes of the body; empty when the client sends chunks. */
    public OptionalLong contentLength() {
        long length = jetty.getLength();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** Whether a body follows. */
    boolean hasBody() {
        return jetty.getLength() != 0;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body. */
    boolean waitsForContinue() {
        return header("Expect")
                .map(expected -> expected.equalsIgnoreCase("100-continue"))
                .orElse(false);
    }

    /** Address and port of the client. */
    public String remote() {
        return jetty.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : String.valueOf(jetty.getConnectionMetaData().getRemoteSocketAddress());
    }

    private HttpFields fields() {
        return jetty.getHeaders();
    }
}
