// SPDX-License-Identifier: Apache-2.0
/** A camera's frame and its form on the {@code frames} topic: the encoded image with CloudEvents 1.0 binary-mode headers. */
package dev.invigil.contracts.frame;
