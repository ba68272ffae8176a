// SPDX-License-Identifier: Apache-2.0
/** The life of models: the records of the {@code models} topic, and what they say together. */
package dev.invigil.contracts.model;
