// SPDX-License-Identifier: Apache-2.0
/** The console: the page at {@code /} on which operators see the state of the line, its incidents and images, and review verdicts. */
package dev.invigil.console;
