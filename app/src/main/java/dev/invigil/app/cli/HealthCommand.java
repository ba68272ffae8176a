// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running service for its health; for health checks of containers and for scripts. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description = "Ask a running service whether it is ready. The container image uses it as its health check.",
        footer = {"", "Examples:", "  invigil health", "  invigil health http://localhost:9402/health/live"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the service is ready",
            "1:it is not ready, or does not answer within 3 seconds; one line says why",
            "2:wrong usage"
        })
final class HealthCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description =
                    "The address to ask (default: http://localhost:PORT/health/ready, with INVIGIL_HTTP_PORT or 9400).")
    private Optional<String> url;

    @Override
    public Integer call() {
        HealthRequest.Answer answer = HealthRequest.send(address(url, System.getenv()));
        PrintWriter out = answer.healthy()
                ? spec.commandLine().getOut()
                : spec.commandLine().getErr();
        out.println(answer.line());
        out.flush();
        return answer.healthy() ? 0 : 1;
    }

    static URI address(Optional<String> url, Map<String, String> environment) {
        String text = url.orElseGet(() -> HealthRequest.defaultAddress(environment));
        try {
            URI address = new URI(text);
            if (!"http".equals(address.getScheme()) || address.getHost() == null) {
                throw new UsageException("URL must begin with http:// and name a host, such as "
                        + HealthRequest.defaultAddress(Map.of()) + ", not \"" + text + "\"");
            }
            return address;
        } catch (URISyntaxException e) {
            throw new UsageException("URL is not an address: " + e.getMessage());
        }
    }
}
