// SPDX-License-Identifier: Apache-2.0
/** Single images against a bundle, as the scorer would decide on them. */
package dev.invigil.benchmark.single;
