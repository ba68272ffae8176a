/**
 * HTTP for every service, on Jetty's core: servers with routes and limits, health, metrics. A handler sees {@link
 * dev.invigil.kit.http.Request} and returns a {@link dev.invigil.kit.http.Response}; nothing outside of this package sees Jetty.
 */
package dev.invigil.kit.http;
