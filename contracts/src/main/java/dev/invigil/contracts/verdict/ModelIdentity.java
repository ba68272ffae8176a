// SPDX-License-Identifier: Apache-2.0
package dev.invigil.contracts.verdict;

/**
 * The model that scored.
 *
 * @param name the bundle's name
 * @param version the bundle's version
 * @param digest SHA-256 over every byte of the bundle, lower-case hex
 */
public record ModelIdentity(String name, String version, String digest) {}
