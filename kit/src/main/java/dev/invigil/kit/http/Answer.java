// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

/** What a handler returns: the {@link Response}, or {@link ReadBody} to be given the request's body first. */
public sealed interface Answer permits Response, ReadBody {}
