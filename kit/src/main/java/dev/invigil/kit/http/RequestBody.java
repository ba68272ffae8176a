// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

import com.sun.net.httpserver.HttpExchange;
import dev.invigil.kit.config.DataSize;
import java.io.IOException;
import java.util.Optional;

/** Request bodies, of bounded size. */
public final class RequestBody {
    private RequestBody() {}

    /** The whole body; empty when it is larger than the limit, of which no more than one byte beyond is read. */
    public static Optional<byte[]> read(HttpExchange exchange, DataSize limit) throws IOException {
        String declared = exchange.getRequestHeaders().getFirst("Content-Length");
        if (declared != null && exceeds(declared.strip(), limit)) {
            return Optional.empty();
        }
        byte[] body = exchange.getRequestBody().readNBytes(limit.toInt() + 1);
        return body.length > limit.bytes() ? Optional.empty() : Optional.of(body);
    }

    private static boolean exceeds(String declared, DataSize limit) {
        try {
            return Long.parseLong(declared) > limit.bytes();
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
