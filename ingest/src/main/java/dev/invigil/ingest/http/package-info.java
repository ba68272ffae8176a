/**
 * The HTTP source: one image per request, answered after the broker has committed it.
 *
 * <p>It has a server of its own, so that slow cameras cannot delay the answers of {@code /metrics} and {@code /health}. Threads,
 * the bytes of bodies in memory, the time a body may take and the time an answer may take are all bounded; requests beyond the bounds are
 * answered with 503 and {@code Retry-After}.
 */
package dev.invigil.ingest.http;
