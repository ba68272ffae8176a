// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerSettingsTest {
    private static final long MIB = 1 << 20;
    private static final long LARGEST_RECORD = 33 * MIB;

    @ParameterizedTest
    @CsvSource({
        "2, 18",
        "4, 18",
        "50, 18",
        "1000, 18",
        "1, 3",
        "10, 144",
    })
    void shouldKeepNotMoreThanTheSpaceInAllPartitionsTogether(long gib, int partitions) {
        long bytes = gib << 30;
        Properties kafka =
                BrokerSettings.in(Path.of("data")).withSpace(bytes, partitions).toKafka(1, 2);
        long segment = Long.parseLong(kafka.getProperty("log.segment.bytes"));
        long retention = Long.parseLong(kafka.getProperty("log.retention.bytes"));

        assertThat(partitions * (retention + segment)).isLessThanOrEqualTo(bytes);
        assertThat(segment).isBetween(LARGEST_RECORD, 128 * MIB);
        assertThat(retention).isGreaterThanOrEqualTo(segment);
    }

    @ParameterizedTest
    @CsvSource({"1, 18", "1, 1000"})
    void shouldKeepTwoOfTheLargestRecordsOfEachPartitionWhateverTheSpace(long gib, int partitions) {
        Properties kafka = BrokerSettings.in(Path.of("data"))
                .withSpace(gib << 30, partitions)
                .toKafka(1, 2);

        assertThat(kafka.getProperty("log.segment.bytes")).isEqualTo(Long.toString(LARGEST_RECORD));
        assertThat(kafka.getProperty("log.retention.bytes")).isEqualTo(Long.toString(LARGEST_RECORD));
    }
}
