// SPDX-License-Identifier: Apache-2.0
/** Anomaly maps as they travel on the {@code maps} topic. */
package dev.invigil.contracts.map;
