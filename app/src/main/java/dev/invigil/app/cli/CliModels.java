// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.bundle.BrokenBundleException;
import dev.invigil.detector.bundle.ModelBundle;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.detector.runtime.EngineClosedException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the bundle and the device that command options name. */
final class CliModels {
    private CliModels() {}

    /** Reads and verifies a bundle; a broken bundle becomes an {@link OperatorException}. */
    static ModelBundle load(Path directory) throws IOException {
        try {
            return ModelBundle.load(directory);
        } catch (BrokenBundleException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }

    /** What a command says of the bundle that it has written with other thresholds, records or images. */
    static String rewritten(Path place, ModelBundle old, ModelBundle now) {
        return "%s%nsha256 before %s%nsha256 now    %s%n".formatted(place, old.digest(), now.digest());
    }

    /** The device of {@code --device}. */
    static ComputeDevice device(String wish) {
        try {
            return UsageException.checked(() -> ComputeDevice.choose(wish));
        } catch (EngineClosedException e) {
            throw e;
        } catch (IllegalStateException e) {
            throw new OperatorException(e.getMessage(), e);
        }
    }
}
