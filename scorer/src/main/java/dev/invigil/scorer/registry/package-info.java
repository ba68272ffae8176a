// SPDX-License-Identifier: Apache-2.0
/** Which model scores, where the {@code models} topic says so. */
package dev.invigil.scorer.registry;
