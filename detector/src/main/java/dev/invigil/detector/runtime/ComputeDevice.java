// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import java.util.Locale;

/** Where programs run: the processor, or one graphics card. */
public final class ComputeDevice {
    private static final String AUTO = "auto";
    private static final String CPU = "cpu";
    private static final String GPU = "gpu";
    /** Compute capability 8.0, as CUDA's driver writes it. */
    private static final int AMPERE = 80;

    private final Engine engine;
    private final Device device;

    private ComputeDevice(Engine engine, Device device) {
        this.engine = engine;
        this.device = device;
    }

    /**
     * Starts the engine if need be and finds the device.
     *
     * @param wish {@code auto} (a GPU if there is one), {@code cpu}, {@code gpu} or {@code gpu:N}
     * @throws IllegalArgumentException if the text is none of these, or there is no such GPU
     * @throws IllegalStateException if the engine does not start
     * @throws EngineClosedException if the process is ending
     */
    public static ComputeDevice choose(String wish) {
        String name = wish.toLowerCase(Locale.ROOT).strip();
        if (!name.matches("auto|cpu|gpu(:\\d{1,2})?")) {
            throw new IllegalArgumentException("unknown device \"" + wish + "\": use auto, cpu, gpu or gpu:N");
        }
        return EngineGate.inside(() -> find(wish, name));
    }

    private static ComputeDevice find(String wish, String name) {
        Engine engine = engine();
        int cards = engine.getGpuCount();
        if (name.equals(CPU) || (name.equals(AUTO) && cards == 0)) {
            return new ComputeDevice(engine, Device.cpu());
        }
        int card = name.startsWith(GPU + ":") ? Integer.parseInt(name.substring(GPU.length() + 1)) : 0;
        if (card >= cards) {
            throw new IllegalArgumentException("no device \"" + wish + "\": the engine finds " + cards
                    + " GPUs; use cpu, or install a CUDA build of the engine");
        }
        return new ComputeDevice(engine, Device.gpu(card));
    }

    /** The processor. */
    public static ComputeDevice cpu() {
        return choose(CPU);
    }

    private static Engine engine() {
        // before the engine's classes load: it must not look for updates, natives or a cloud it might run in
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            throw new IllegalStateException(
                    "the PyTorch engine did not start (are the natives for this system on the class path?): "
                            + e.getMessage(),
                    e);
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * How many threads one operation may use on the processor; results are the same again only for the same number.
     *
     * @param threads at least 1
     */
    public static void useThreads(int threads) {
        EngineGate.inside(() -> {
            engine();
            JniUtils.setNumThreads(threads);
            return threads;
        });
    }

    /** How many threads one operation may use on the processor. */
    public static int threads() {
        return EngineGate.inside(() -> {
            engine();
            return JniUtils.getNumThreads();
        });
    }

    /** Whether it computes in bfloat16: a processor does, some of them slowly; graphics cards do since NVIDIA's Ampere. */
    public boolean hasBfloat16() {
        return !device.isGpu() || Integer.parseInt(CudaUtils.getComputeCapability(device.getDeviceId())) >= AMPERE;
    }

    /** Name and version of the engine, for example {@code PyTorch 2.7.1}. */
    public String engineName() {
        return "PyTorch " + engine.getVersion();
    }

    /** One line for the log: which device, which engine. */
    public String describe() {
        String where = device.isGpu()
                ? "GPU " + device.getDeviceId()
                : "CPU, " + threads() + (threads() == 1 ? " thread" : " threads");
        return where + ", " + engineName();
    }

    /** {@code cpu} or {@code gpu:N}. */
    @Override
    public String toString() {
        return device.isGpu() ? GPU + ":" + device.getDeviceId() : CPU;
    }

    Engine engineInUse() {
        return engine;
    }

    Device device() {
        return device;
    }
}
