// SPDX-License-Identifier: Apache-2.0
/** Terminal output of the commands: progress bars and tables. */
package dev.invigil.app.terminal;
