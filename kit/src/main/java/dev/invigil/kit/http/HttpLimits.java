// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.http;

/**
 * Limits of the JDK's HTTP server, which it takes from system properties once per JVM. Those that the operator set on the
 * command line stay.
 */
public final class HttpLimits {
    /** Seconds a client may take to send its request, and to take the answer's first bytes. */
    private static final String REQUEST_SECONDS = "30";

    private HttpLimits() {}

    /** To be called before the first server of the JVM is made; later calls do nothing. */
    public static void apply() {
        setUnlessSet("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        setUnlessSet("sun.net.httpserver.maxReqHeaders", "100");
        setUnlessSet("jdk.httpserver.maxConnections", "512");
        // without it, an answer waits 40 ms for the client's delayed acknowledgement
        setUnlessSet("sun.net.httpserver.nodelay", "true");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
