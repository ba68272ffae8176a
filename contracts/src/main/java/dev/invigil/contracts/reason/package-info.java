// SPDX-License-Identifier: Apache-2.0
/** Why a frame has no score: one list for frames, verdicts and dead letters. */
package dev.invigil.contracts.reason;
