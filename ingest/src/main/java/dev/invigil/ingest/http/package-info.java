/**
 * The HTTP source: one picture per request, answered when the broker has it.
 *
 * <p>It has a server of its own, so that slow cameras cannot keep {@code /metrics} and {@code /health} from being answered. Threads,
 * the bytes of bodies in memory, the time a body may take and the time an answer may take are all bounded; what does not fit is told to
 * come back (503 with {@code Retry-After}).
 */
package dev.invigil.ingest.http;
