// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import ai.djl.engine.Engine;

/**
 * Starts the engine, which unpacks its native libraries into {@code DJL_CACHE_DIR}, and ends. The image does this while it is built. The class needs
 * nothing of Invigil, so that the layer with the natives stays the same until a library changes.
 */
public final class UnpackNatives {
    private UnpackNatives() {}

    /** @param arguments none */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        Engine engine = Engine.getEngine("PyTorch");
        System.out.println("unpacked " + engine.getEngineName() + " " + engine.getVersion());
    }
}
