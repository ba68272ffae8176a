// SPDX-License-Identifier: Apache-2.0
/** InvAD and InvAD-lite: network, training and import. Code outside this package does not name them. */
package dev.invigil.detector.invad;
