// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import dev.invigil.detector.encoder.Encoders;
import java.util.Iterator;

/** The names of all encoders that have one, for help and completion. */
final class EncoderNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Encoders.names().iterator();
    }
}
