// SPDX-License-Identifier: Apache-2.0
/** The list of all detector families. */
package dev.invigil.detector.family;
