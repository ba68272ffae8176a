// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.kit.lifecycle.Service;
import java.io.PrintWriter;
import java.util.function.Supplier;

/** Prints one line when the services that were added before it have started. */
final class ReadyNotice implements Service {
    private final PrintWriter out;
    private final Supplier<String> line;

    /** @param line asked after the start of the other services, when their ports are known */
    ReadyNotice(PrintWriter out, Supplier<String> line) {
        this.out = out;
        this.line = line;
    }

    @Override
    public String name() {
        return "notice";
    }

    @Override
    public void start() {
        out.println(line.get());
        out.flush();
    }

    @Override
    public void stop() {}
}
