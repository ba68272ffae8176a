// SPDX-License-Identifier: Apache-2.0
/** Anomaly maps on the {@code maps} topic. */
package dev.invigil.contracts.map;
