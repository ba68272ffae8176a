// SPDX-License-Identifier: Apache-2.0
/** UniAD in the settings of its authors and of ADer: network, training and import. Code outside this package does not name it. */
package dev.invigil.detector.uniad;
