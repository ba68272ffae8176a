// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.sink;

import static dev.invigil.alerts.sink.Alerts.delivery;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.invigil.alerts.sink.Receiver.Received;
import dev.invigil.contracts.alert.AlertState;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every sink promises. */
@Timeout(60)
abstract class SinkContract {
    static final String SECRET = "s3cr3t-of-the-sink";

    private Receiver receiver;
    private AlertSink sink;

    /** Reachable; its settings have {@link #SECRET} where the kind has one. */
    abstract Receiver receiver() throws Exception;

    /** Whether it can be unreachable. */
    boolean canBeDown() {
        return true;
    }

    @BeforeEach
    void open() throws Exception {
        receiver = receiver();
        sink = Alerts.config(receiver.yaml()).open();
    }

    @AfterEach
    void close() throws Exception {
        if (sink != null) {
            sink.close();
        }
        if (receiver != null) {
            receiver.close();
        }
    }

    @Test
    void shouldSendEachAlertInOrder() throws Exception {
        List<Delivery> deliveries = List.of(
                delivery("cam-1", AlertState.OPENED, 0),
                delivery("cam 2/#+ ä", AlertState.OPENED, 1),
                delivery("cam-1", AlertState.CLOSED, 2));
        for (Delivery delivery : deliveries) {
            assertThat(sink.send(delivery)).isEqualTo(new Outcome.Delivered());
        }

        arrived(deliveries.stream()
                .map(delivery -> Received.of(delivery.alert()))
                .toList());
    }

    @Test
    void shouldSayThatAReceiverIsDownAndContinueWhenItIsBack() throws Exception {
        assumeThat(canBeDown()).as("the receiver cannot be down").isTrue();
        Delivery first = delivery("cam-1", AlertState.OPENED, 0);
        Delivery second = delivery("cam-1", AlertState.CLOSED, 1);
        assertThat(sink.send(first)).isEqualTo(new Outcome.Delivered());
        receiver.down();

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(sink.send(second))
                    .isInstanceOfSatisfying(Outcome.Unavailable.class, unavailable -> assertThat(unavailable.reason())
                            .isNotBlank()
                            .doesNotContain(SECRET)
                            .doesNotContain("\n"));
        }
        receiver.up();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> sink.send(second) instanceof Outcome.Delivered);
        arrived(List.of(Received.of(first.alert()), Received.of(second.alert())));
    }

    /** A crash before the offset was committed. */
    @Test
    void shouldHaveOneEffectWhenAnAlertIsSentAgain() throws Exception {
        Delivery delivery = delivery("cam-1", AlertState.OPENED, 7);
        assertThat(sink.send(delivery)).isEqualTo(new Outcome.Delivered());
        sink.close();
        sink = Alerts.config(receiver.yaml()).open();

        assertThat(sink.send(delivery)).isEqualTo(new Outcome.Delivered());
        arrived(List.of(Received.of(delivery.alert())));
    }

    /** The same state again and nothing else, however often it is refreshed. */
    @Test
    void shouldChangeNothingByRefreshing() throws Exception {
        Delivery opened = delivery("cam-1", AlertState.OPENED, 0);
        sink.remember(opened);
        assertThat(sink.send(opened)).isEqualTo(new Outcome.Delivered());
        for (int i = 0; i < 3; i++) {
            sink.refresh(java.time.Instant.now())
                    .ifPresent(outcome -> assertThat(outcome).isEqualTo(new Outcome.Delivered()));
        }

        arrived(List.of(Received.of(opened.alert())));
    }

    private void arrived(List<Received> expected) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(receiver.received())
                .isEqualTo(expected));
    }
}
