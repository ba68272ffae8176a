// SPDX-License-Identifier: Apache-2.0
/** The one way JSON is written and read on the topics. */
package dev.invigil.contracts.json;
