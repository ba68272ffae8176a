// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.store.BundleStore;
import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.detector.store.MissingBundleException;
import dev.invigil.kit.OperatorException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final BundleStore STORE = new FolderBundleStore(Path.of("/mnt/models"));
    private final Patience patience = new Patience(Duration.ofHours(1));
    private final Patience none = new Patience(Duration.ZERO);

    @Test
    void shouldAskABrokerAgainThatRefuses() throws Exception {
        Deque<RuntimeException> failures = failures(
                new TransactionalIdAuthorizationException("not authorised"),
                new OperatorException(
                        "no answer", new org.apache.kafka.common.errors.TimeoutException("30000 ms have passed")));

        assertThat(patience.ofBroker(time -> {}, () -> answer(failures))).isEqualTo("an answer");
    }

    @Test
    void shouldSayWhatTheBrokerRefusesOnceThePatienceEnds() {
        assertThatThrownBy(() -> none.ofBroker(time -> {}, () -> {
                    throw new TransactionalIdAuthorizationException("not authorised");
                }))
                .isInstanceOf(NoAnswerException.class)
                .hasMessage("the broker could not be used for 0 s: not authorised");
    }

    @Test
    void shouldPassOtherErrorsOn() {
        OperatorException wrong = new OperatorException("the golden data has no image");
        IOException full = new IOException("no space left on device");
        assertThatThrownBy(() -> patience.ofBroker(time -> {}, () -> {
                    throw wrong;
                }))
                .isSameAs(wrong);
        assertThatThrownBy(() -> patience.ofBroker(time -> {}, () -> {
                    throw full;
                }))
                .isSameAs(full);
        assertThatThrownBy(() -> patience.ofStore(STORE, time -> {}, () -> {
                    throw new MissingBundleException("the store does not have it");
                }))
                .isInstanceOf(MissingBundleException.class);
    }

    @Test
    void shouldNameTheStoreThatIsAway() {
        assertThatThrownBy(() -> none.ofStore(STORE, time -> {}, () -> {
                    throw new NoSuchFileException("/mnt/models/.copy");
                }))
                .isInstanceOf(NoAnswerException.class)
                .hasMessageContaining("the bundle store /mnt/models could not be used for 0 s: no such file");
    }

    @Test
    void shouldEndWithAHalt() {
        assertThatThrownBy(() -> patience.ofBroker(time -> {}, () -> {
                    throw new InterruptException("halted");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("it was answered").isFalse();
    }

    private static Deque<RuntimeException> failures(RuntimeException... failures) {
        return new ArrayDeque<>(List.of(failures));
    }

    private static String answer(Deque<RuntimeException> failures) {
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return "an answer";
    }
}
