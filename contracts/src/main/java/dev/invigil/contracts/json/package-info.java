// SPDX-License-Identifier: Apache-2.0
/** Reads and writes the JSON of all topics. */
package dev.invigil.contracts.json;
