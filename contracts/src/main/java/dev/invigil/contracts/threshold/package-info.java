// SPDX-License-Identifier: Apache-2.0
/** Thresholds that an operator sets while the line runs: the records of the {@code thresholds} topic. */
package dev.invigil.contracts.threshold;
