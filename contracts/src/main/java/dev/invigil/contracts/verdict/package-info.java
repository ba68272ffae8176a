// SPDX-License-Identifier: Apache-2.0
/** The verdict on one frame, its parts, and its JSON on the {@code verdicts} topic. Names follow OPC 40100-1 where it has one. */
package dev.invigil.contracts.verdict;
