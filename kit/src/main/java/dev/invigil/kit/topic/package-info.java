// SPDX-License-Identifier: Apache-2.0
/** The one table of topics: names, keys, settings; created or verified at start-up. */
package dev.invigil.kit.topic;
