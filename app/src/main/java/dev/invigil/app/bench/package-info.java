// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the inspection speed of this machine: each stage alone, and all of them through a real broker. The measurements
 * alternate in rounds, so that a change of the machine's speed affects all of them; medians are reported.
 */
package dev.invigil.app.bench;
