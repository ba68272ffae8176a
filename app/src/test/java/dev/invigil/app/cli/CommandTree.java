// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One run of the {@code invigil} command, for tests of other packages. */
public record CommandTree(int exitCode, String out, String err) {
    public static CommandTree run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Invigil.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
        return new CommandTree(exitCode, out.toString(), err.toString());
    }
}
