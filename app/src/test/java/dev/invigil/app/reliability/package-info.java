// SPDX-License-Identifier: Apache-2.0
/**
 * The line as separate processes under random faults, read by a consumer that uses none of our code. {@code scripts/reliability.sh} runs it at full
 * length.
 */
package dev.invigil.app.reliability;
