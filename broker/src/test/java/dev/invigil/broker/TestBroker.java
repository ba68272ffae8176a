// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/**
 * The run's shared broker as one test sees it.
 *
 * @param bootstrapServers for the test's clients
 * @param prefix put it before every topic, group and transactional id, so that tests do not meet
 */
public record TestBroker(String bootstrapServers, String prefix) {

    /** Makes a topic under the prefix, waits until every partition answers (KAFKA-15591) and returns its full name. */
    public String createTopic(String suffix, int partitions, Map<String, String> configs) {
        String topic = prefix + suffix;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
                    .all()
                    .get();
            for (int partition = 0; partition < partitions; partition++) {
                TopicPartition asked = new TopicPartition(topic, partition);
                Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                                        .partitionResult(asked)
                                        .get()
                                        .offset()
                                == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("topic " + topic + " was not created", e.getCause());
        }
        return topic;
    }
}
