// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import picocli.CommandLine.Command;

/** Weights from elsewhere. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Take over weights from PyTorch and other programs.",
        footer = {
            "",
            "Reads .pth and .pt (zip and the older format) and .safetensors. No code of a file is ever run: what describes no tensor is",
            "refused by name. docs/MODELS.md has the details.",
            "",
            "Examples:",
            "  invigil import backbone resnet34-b627a593.pth --arch resnet34 \\",
            "      --out resnet34.safetensors",
            "  invigil import checkpoint net.pth --detector invad --data mvtec --out bundle"
        },
        subcommands = {ImportBackboneCommand.class, ImportCheckpointCommand.class})
final class ImportCommand {}
