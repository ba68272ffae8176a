// SPDX-License-Identifier: Apache-2.0
/** What the command draws on a terminal: progress bars and tables. */
package dev.invigil.app.terminal;
