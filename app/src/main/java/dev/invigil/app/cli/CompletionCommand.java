// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the completion script of all commands. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Print a completion script for bash and zsh.",
        footer = {
            "",
            "Examples:",
            "  source <(invigil completion)           this shell",
            "  invigil completion > ~/.local/share/bash-completion/completions/invigil"
        })
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("invigil", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
