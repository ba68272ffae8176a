// SPDX-License-Identifier: Apache-2.0
/** The scorer: reads frames, runs the network in batches on one device, commits exactly one verdict per frame. */
package dev.invigil.scorer;
