// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadyNoticeTest {
    /** The port is known only after the start of the HTTP server. */
    @Test
    void shouldPrintTheAddressOfTheStart() {
        StringWriter out = new StringWriter();
        AtomicInteger port = new AtomicInteger();
        ReadyNotice notice = new ReadyNotice(
                new PrintWriter(out), () -> TrainerCommand.readyLine("127.0.0.1", port.get(), Path.of("/w")));

        port.set(9404);
        notice.start();

        assertThat(out.toString().strip()).isEqualTo("trainer ready at http://127.0.0.1:9404, runs in /w");
    }

    @Test
    void shouldBracketAnAddressOfIpv6() {
        assertThat(TrainerCommand.readyLine("::1", 9404, Path.of("/w"))).contains("http://[::1]:9404,");
    }
}
