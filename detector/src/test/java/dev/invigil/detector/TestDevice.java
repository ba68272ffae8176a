// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector;

import dev.invigil.detector.runtime.ComputeDevice;

/** The processor with one thread: tiny networks gain nothing from more, and wait for them where others build beside. */
public final class TestDevice {
    public static final ComputeDevice CPU = singleThreaded();

    private TestDevice() {}

    private static ComputeDevice singleThreaded() {
        ComputeDevice.useThreads(1);
        return ComputeDevice.cpu();
    }
}
