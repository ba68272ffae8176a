// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.invigil.kit.config.Redaction;
import java.nio.charset.StandardCharsets;

/** Writes log lines with their stack traces, without the secrets of this process. */
public final class RedactingEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        return Redaction.of(getLayout().doLayout(event)).getBytes(StandardCharsets.UTF_8);
    }
}
