// SPDX-License-Identifier: Apache-2.0
/** Thresholds that an operator sets while the line runs: what lies on the {@code thresholds} topic. */
package dev.invigil.contracts.threshold;
