// SPDX-License-Identifier: Apache-2.0
/** The console in a real browser, against a real broker. */
package dev.invigil.app.console;
