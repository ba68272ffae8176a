// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.broker.BrokerExtension;
import dev.invigil.broker.TestBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TopicsCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldCreateThenVerifyThenList(TestBroker broker) {
        assertThat(topics(broker, "create")).as(err::toString).isZero();
        assertThat(topics(broker, "verify")).as(err::toString).isZero();
        assertThat(topics(broker, "list")).as(err::toString).isZero();
        assertThat(out.toString()).contains(broker.prefix() + "frames").contains(broker.prefix() + "dead-letters");
    }

    @Test
    void shouldNameMissingTopicsAndTheRemedy(TestBroker broker) {
        assertThat(topics(broker, "verify")).isEqualTo(1);
        assertThat(err.toString()).contains(broker.prefix() + "verdicts").contains("invigil topics create");
    }

    @Test
    void shouldNameTheWrongSetting(TestBroker broker) {
        broker.createTopic("frames", 6, Map.of("max.message.bytes", "1000"));

        assertThat(topics(broker, "create")).isEqualTo(1);
        assertThat(err.toString()).contains("max.message.bytes is 1000");
    }

    private int topics(TestBroker broker, String command) {
        return Invigil.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("topics", command, "-b", broker.bootstrapServers(), "--prefix", broker.prefix());
    }
}
