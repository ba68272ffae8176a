// SPDX-License-Identifier: Apache-2.0
/** The model interface of the scorer and its implementation for bundles. Tests implement the interface without native code. */
package dev.invigil.scorer.model;
