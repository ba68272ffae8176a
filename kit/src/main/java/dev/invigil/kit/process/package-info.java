// SPDX-License-Identifier: Apache-2.0
/** A process of one service or of several: life cycle, metrics and health put together. */
package dev.invigil.kit.process;
