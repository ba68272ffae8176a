// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.app.terminal.TextTable;

/** How a command prints its tables. */
enum TableFormat {
    /** Columns of text. */
    TABLE,
    /** Markdown. */
    MD;

    String text(TextTable table) {
        return switch (this) {
            case TABLE -> table.toString();
            case MD -> table.markdown();
        };
    }
}
