// SPDX-License-Identifier: Apache-2.0
/** What operators say about single frames: the records of the {@code labels} topic. */
package dev.invigil.contracts.label;
