// SPDX-License-Identifier: Apache-2.0
/**
 * How fast this machine inspects: each stage alone, and all of them through a real broker. Rounds of the measurements take
 * turns, so that a machine that slows down slows all of them; medians are told.
 */
package dev.invigil.app.bench;
