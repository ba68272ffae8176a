// SPDX-License-Identifier: Apache-2.0
/** Reads and writes threshold overrides at the broker, and reads the verdicts that name the active model. */
package dev.invigil.app.threshold;
