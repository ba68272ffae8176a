// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.checkpoint;

import dev.invigil.detector.checkpoint.Pickled.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A PyTorch file of either format: a pickled value and the bytes that its tensors are views of. */
interface Container extends Closeable {
    /** A pickle of more bytes describes no model. */
    int MAX_PICKLE_BYTES = 16 << 20;

    /** What was saved. */
    Object root();

    /** All of a storage's bytes. */
    ByteBuffer read(Storage storage) throws IOException;
}
