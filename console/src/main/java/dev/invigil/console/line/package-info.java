// SPDX-License-Identifier: Apache-2.0
/** The line as it is now, from its topics, in bounded memory: what the console's page and the demo's terminal view show. */
package dev.invigil.console.line;
