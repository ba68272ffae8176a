// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.bundle;

import dev.invigil.detector.runtime.ComputeDevice;
import java.util.Objects;

/**
 * The system on which a model was made.
 *
 * @param java version and vendor
 * @param os name, version and architecture
 * @param engine name and version
 * @param device {@code cpu} or {@code gpu:N}
 * @param threads that one operation could use on the processor; results are equal to the last bit only for the same number
 */
public record Environment(String java, String os, String engine, String device, int threads) {
    public Environment {
        Objects.requireNonNull(java, "java");
        Objects.requireNonNull(os, "os");
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(device, "device");
    }

    /** This process, computing on that device. */
    public static Environment of(ComputeDevice device) {
        return new Environment(
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                device.engineName(),
                device.toString(),
                ComputeDevice.threads());
    }
}
