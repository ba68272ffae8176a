// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.invigil.detector.program.Archive;
import dev.invigil.detector.tensor.ElementType;
import dev.invigil.detector.tensor.HostTensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A loaded program. Calls take and return tensors in Java memory; nothing native outlives a call but the program's own attributes.
 *
 * <p>One thread at a time.
 */
public final class Program implements AutoCloseable {
    private final PtNDManager owner;
    private final PtSymbolBlock module;

    private Program(PtNDManager owner, PtSymbolBlock module) {
        this.owner = owner;
        this.module = module;
    }

    /**
     * Loads a program onto a device.
     *
     * @throws EngineClosedException if the process is ending
     * @throws UncheckedIOException if no temporary file can be written
     */
    public static Program load(Archive archive, ComputeDevice device) {
        return EngineGate.inside(() -> loadInside(archive, device));
    }

    private static Program loadInside(Archive archive, ComputeDevice device) {
        PtNDManager owner = (PtNDManager) device.engineInUse().newBaseManager(device.device());
        try {
            Path file = Files.createTempFile("invigil-program", ".pt");
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                    archive.writeTo(out);
                }
                // without this the engine makes tensors that no gradient can be taken by
                boolean trains = archive.attributes().stream().anyMatch(Archive.Attribute::learned);
                return new Program(owner, JniUtils.loadModule(owner, file, true, new String[0], new String[0], trains));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            owner.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    /** Loads a program, calls {@code forward} without arguments, returns its results and forgets it. */
    public static List<HostTensor> evaluate(Archive archive, ComputeDevice device) {
        try (Program program = load(archive, device)) {
            return program.call("forward");
        }
    }

    /**
     * Calls a method of the program, for its results only.
     *
     * @return the method's tensor, or its list of tensors
     * @throws EngineClosedException if the process is ending
     */
    public List<HostTensor> call(String method, HostTensor... arguments) {
        return EngineGate.inside(() -> callInside(method, arguments));
    }

    private List<HostTensor> callInside(String method, HostTensor... arguments) {
        JniUtils.setGraphExecutorOptimize(false);
        List<IValue> values = new ArrayList<>();
        try (PtNDManager scope = owner.newSubManager(owner.getDevice())) {
            for (HostTensor argument : arguments) {
                values.add(IValue.from(device(argument, scope)));
            }
            try (IValue result = IValueUtils.runMethod(module, method, values.toArray(new IValue[0]))) {
                return results(result, scope);
            }
        } finally {
            values.forEach(IValue::close);
        }
    }

    /**
     * Calls a method that takes gradients. The other way of calling switches their bookkeeping off beyond what a program can undo.
     *
     * @param arguments at least one
     * @return the method's list of tensors
     * @throws EngineClosedException if the process is ending
     */
    public List<HostTensor> callWithGradients(String method, List<HostTensor> arguments) {
        return EngineGate.inside(() -> callWithGradientsInside(method, arguments));
    }

    private List<HostTensor> callWithGradientsInside(String method, List<HostTensor> arguments) {
        JniUtils.setGraphExecutorOptimize(false);
        try (PtNDManager scope = owner.newSubManager(owner.getDevice())) {
            NDList values = new NDList();
            arguments.forEach(argument -> values.add(device(argument, scope)));
            NDArray name = scope.zeros(new Shape(1));
            name.setName("module_method:" + method);
            values.add(name);
            return IValueUtils.forward(module, values, true).stream()
                    .map(Program::host)
                    .toList();
        }
    }

    private static PtNDArray device(HostTensor tensor, PtNDManager scope) {
        Shape shape =
                new Shape(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
        return scope.create(tensor.data(), shape, type(tensor.type()));
    }

    private static List<HostTensor> results(IValue result, PtNDManager scope) {
        if (result.isTensor()) {
            return List.of(host(result.toTensor(scope)));
        }
        List<HostTensor> tensors = new ArrayList<>();
        for (PtNDArray array : result.toTensorArray(scope)) {
            tensors.add(host(array));
        }
        return tensors;
    }

    private static HostTensor host(NDArray array) {
        List<Integer> shape = new ArrayList<>();
        for (long size : array.getShape().getShape()) {
            shape.add(Math.toIntExact(size));
        }
        return new HostTensor(type(array.getDataType()), shape, array.toByteBuffer(false));
    }

    private static DataType type(ElementType type) {
        return switch (type) {
            case F64 -> DataType.FLOAT64;
            case F32 -> DataType.FLOAT32;
            case F16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            case I64 -> DataType.INT64;
            case I32 -> DataType.INT32;
            case U8 -> DataType.UINT8;
            case BOOL -> DataType.BOOLEAN;
        };
    }

    private static ElementType type(DataType type) {
        return switch (type) {
            case FLOAT64 -> ElementType.F64;
            case FLOAT32 -> ElementType.F32;
            case FLOAT16 -> ElementType.F16;
            case BFLOAT16 -> ElementType.BF16;
            case INT64 -> ElementType.I64;
            case INT32 -> ElementType.I32;
            case UINT8 -> ElementType.U8;
            case BOOLEAN -> ElementType.BOOL;
            default -> throw new IllegalArgumentException("a program returned a tensor of " + type);
        };
    }

    /** Native tensors that outlived their calls; a number that grows is a leak. */
    public int liveTensors() {
        return owner.getManagedArrays().size();
    }

    @Override
    public void close() {
        EngineGate.unlessClosed(() -> {
            module.close();
            owner.close();
        });
    }
}
