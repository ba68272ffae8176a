// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.tensor.MalformedTensorFileException;

/**
 * Says what is wrong with a file.
 *
 * @param file as the user knows it
 */
record CheckpointErrors(String file) {
    MalformedTensorFileException of(String what) {
        return new MalformedTensorFileException(file + " is not a valid PyTorch checkpoint: " + what);
    }
}
