// SPDX-License-Identifier: Apache-2.0
/** Evaluation of a bundle on images with known truth. */
package dev.invigil.benchmark.evaluate;
