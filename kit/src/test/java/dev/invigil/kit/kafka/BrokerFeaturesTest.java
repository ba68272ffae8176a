// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BrokerFeaturesTest {
    @Test
    void shouldNameTheRemedyForAnOldTransactionProtocol() {
        assertThat(new BrokerFeatures(1, 1, OptionalLong.empty()).transactionWarning("b:9092"))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("transaction.version 1")
                        .contains(
                                "kafka-features.sh --bootstrap-server b:9092 upgrade --feature transaction.version=2"));
    }

    @Test
    void shouldNotWarnOfTheSafeTransactionProtocol() {
        assertThat(new BrokerFeatures(2, 1, OptionalLong.empty()).transactionWarning("b:9092"))
                .isEmpty();
    }
}
