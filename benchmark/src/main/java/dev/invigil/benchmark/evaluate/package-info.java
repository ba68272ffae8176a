// SPDX-License-Identifier: Apache-2.0
/** A bundle against photographs whose truth is known. */
package dev.invigil.benchmark.evaluate;
