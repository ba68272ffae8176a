// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.retrain;

import dev.invigil.detector.store.BundleStore;
import dev.invigil.detector.store.MissingBundleException;
import dev.invigil.kit.OperatorException;
import dev.invigil.kit.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats requests to a bundle store or a broker that does not answer, so that a short outage does not end a run that has taken hours. */
final class Patience {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Duration limit;

    /** @param limit after this time without an answer the failure is passed on */
    Patience(Duration limit) {
        this.limit = limit;
    }

    /** A request that fails while the other side is away. */
    @FunctionalInterface
    interface Request<T> {
        T ask() throws IOException, InterruptedException;
    }

    /**
     * Asks a bundle store; a bundle that it does not have is an answer.
     *
     * @throws NoAnswerException if it has not answered in time
     * @throws InterruptedException if the run is cancelled or the service stops
     */
    <T> T ofStore(BundleStore store, RunSteps.Pause pause, Request<T> request)
            throws IOException, InterruptedException {
        return repeated(
                "the bundle store " + store,
                failure -> failure instanceof IOException && !(failure instanceof MissingBundleException),
                pause,
                request);
    }

    /**
     * Asks the broker.
     *
     * @throws NoAnswerException if it has not answered in time, or has refused all the time
     * @throws InterruptedException if the run is cancelled or the service stops
     */
    <T> T ofBroker(RunSteps.Pause pause, Request<T> request) throws IOException, InterruptedException {
        return repeated("the broker", Patience::isOfBroker, pause, request);
    }

    /** Errors of the clients, and those that were put into words for the operator. */
    private static boolean isOfBroker(Exception failure) {
        return failure instanceof KafkaException
                || (failure instanceof OperatorException && failure.getCause() instanceof KafkaException);
    }

    private <T> T repeated(String asked, Predicate<Exception> isAway, RunSteps.Pause pause, Request<T> request)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        boolean told = false;
        while (true) {
            try {
                return request.ask();
            } catch (InterruptException e) {
                throw halted(e);
            } catch (IOException | OperatorException | KafkaException e) {
                if (!isAway.test(e)) {
                    throw e;
                }
                if (System.nanoTime() - begin > limit.toNanos()) {
                    throw new NoAnswerException(
                            asked + " could not be used for " + limit.toSeconds() + " s: " + Reason.of(e), e);
                }
                if (!told) {
                    LOG.warn("{} does not answer, trying again for {} s: {}", asked, limit.toSeconds(), Reason.of(e));
                    told = true;
                }
                pause.pause(RETRY);
            }
        }
    }

    private static InterruptedException halted(InterruptException cause) {
        // Kafka has set it again
        Thread.interrupted();
        InterruptedException halted = new InterruptedException("halted");
        halted.initCause(cause);
        return halted;
    }
}
