// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.kit.OperatorException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxiesTest {
    private static final URI FILE = URI.create("https://download.pytorch.org/models/a.pth");
    private static final ProxySelector JAVAS = ProxySelector.of(InetSocketAddress.createUnresolved("javas", 1));

    @ParameterizedTest
    @CsvSource({"HTTPS_PROXY, http://proxy:3128", "https_proxy, proxy:3128", "ALL_PROXY, http://proxy:3128/"})
    void shouldTakeTheProxyOfTheEnvironment(String name, String value) {
        assertThat(select(Map.of(name, value))).containsExactly("proxy:3128");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            localhost,pytorch.org;
            .pytorch.org;
            *.pytorch.org;
            download.pytorch.org;
            *;""")
    void shouldGoDirectlyWhereTheEnvironmentSaysSo(String exceptions) {
        assertThat(select(Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", exceptions)))
                .containsExactly("DIRECT");
        assertThat(select(Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", "torch.org")))
                .containsExactly("proxy:3128");
    }

    @Test
    void shouldLeaveItToJavaWhereTheEnvironmentSaysNothing() {
        assertThat(select(Map.of("HTTP_PROXY", "http://proxy:3128"))).containsExactly("javas:1");
    }

    @Test
    void shouldNameAProxyThatIsNone() {
        assertThatThrownBy(() -> select(Map.of("HTTPS_PROXY", "http://proxy")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("http://host:port");
    }

    /** Without a port, with a character that must be encoded, without a scheme. */
    @ParameterizedTest
    @ValueSource(strings = {"http://kim:hunter22@proxy", "http://kim:hunter22 @proxy:3128", "kim:hunter22@proxy"})
    void shouldNotPrintThePasswordOfAProxyThatIsNone(String address) {
        assertThatThrownBy(() -> select(Map.of("HTTPS_PROXY", address)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("***")
                .hasMessageContaining("http://host:port")
                .hasMessageNotContaining("hunter22");
    }

    private static List<String> select(Map<String, String> environment) {
        return new EnvironmentProxies(environment, JAVAS)
                .select(FILE).stream().map(EnvironmentProxiesTest::text).toList();
    }

    private static String text(Proxy proxy) {
        return proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : proxy.type().toString();
    }
}
