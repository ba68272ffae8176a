// SPDX-License-Identifier: Apache-2.0
/** Benchmark data on disk: which image is of which product, good or defective, and where its mask is. */
package dev.invigil.benchmark.dataset;
