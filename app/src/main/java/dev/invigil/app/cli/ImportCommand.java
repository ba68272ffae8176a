// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import picocli.CommandLine.Command;

/** Imports weights of other programs. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Import weights from PyTorch and other programs.",
        footer = {
            "",
            "Reads .pth and .pt (zip and the older format) and .safetensors. Code in a file",
            "is never run: content that is not a tensor is refused by name. Details:",
            "docs/MODELS.md.",
            "",
            "Examples:",
            "  invigil import backbone resnet34-b627a593.pth --arch resnet34 \\",
            "      --out resnet34.safetensors",
            "  invigil import checkpoint net.pth --detector invad --data mvtec --out bundle"
        },
        subcommands = {ImportBackboneCommand.class, ImportCheckpointCommand.class})
final class ImportCommand {}
