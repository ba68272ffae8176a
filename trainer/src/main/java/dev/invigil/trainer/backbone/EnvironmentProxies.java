// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import dev.invigil.kit.OperatorException;
import dev.invigil.kit.config.Redaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Proxies as the environment names them: {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY}, in capitals
 * or not. Where it names none, as Java's own settings do ({@code -Dhttps.proxyHost}).
 */
public final class EnvironmentProxies extends ProxySelector {
    private final Map<String, String> environment;
    private final ProxySelector fallback;

    public EnvironmentProxies(Map<String, String> environment, ProxySelector fallback) {
        this.environment = Map.copyOf(environment);
        this.fallback = fallback;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        Optional<String> wish = variable(scheme + "_proxy").or(() -> variable("all_proxy"));
        if (wish.isEmpty()) {
            return fallback.select(uri);
        }
        return isExcepted(uri.getHost()) ? List.of(Proxy.NO_PROXY) : List.of(proxy(wish.get()));
    }

    private Optional<String> variable(String name) {
        return Stream.of(name, name.toUpperCase(Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private boolean isExcepted(String host) {
        return variable("no_proxy").stream()
                .flatMap(names -> Arrays.stream(names.split(",")))
                .map(name -> name.strip().replaceFirst("^\\*?\\.", ""))
                .anyMatch(name ->
                        name.equals("*") || host.equals(name) || (!name.isEmpty() && host.endsWith("." + name)));
    }

    private static Proxy proxy(String address) {
        // a user and a password before the host are not used, and must not be printed either
        Redaction.register(address.replaceFirst("^[a-z]+://", "").replaceFirst("(^|@)[^@]*$", ""));
        try {
            URI uri = new URI(address.contains("://") ? address : "http://" + address);
            if (uri.getHost() != null && uri.getPort() >= 0) {
                return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort()));
            }
        } catch (URISyntaxException e) {
            throw notAProxy(address, e);
        }
        throw notAProxy(address, null);
    }

    private static OperatorException notAProxy(String address, URISyntaxException cause) {
        return new OperatorException(
                "the proxy of the environment, " + Redaction.of(address) + ", does not have the form http://host:port",
                cause);
    }

    /** The request fails with the proxy, and says so. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
        fallback.connectFailed(uri, address, cause);
    }
}
