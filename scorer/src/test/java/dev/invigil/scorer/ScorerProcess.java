// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer;

import dev.invigil.scorer.pipeline.KafkaClientFactory;
import dev.invigil.scorer.pipeline.WorkNotes;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** A scorer in a process of its own that halts at a chosen moment, as if the power had gone. */
final class ScorerProcess {
    static final String INSTANCE = "first";
    static final int HALTED = 137;

    /** When the process halts, after it has committed twice. */
    enum Halt {
        /** Frames are on the device. */
        WITHIN_A_BATCH,
        /** Everything of a transaction was sent, nothing is committed. */
        BEFORE_THE_COMMIT,
        /** The transaction is committed; the scorer does not know. */
        AFTER_THE_COMMIT
    }

    private ScorerProcess() {}

    /** Runs until it halts. Returns the exit status. */
    static int run(ScorerLine line, Halt halt) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScorerProcess.class.getName(),
                        line.kafka().bootstrapServers(),
                        line.topics().prefix(),
                        halt.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the scorer did not come to the moment to halt at: " + halt);
        }
        return process.exitValue();
    }

    /** The child. */
    public static void main(String[] arguments) throws InterruptedException {
        ScorerLine line = ScorerLine.of(arguments[0], arguments[1]);
        Halt halt = Halt.valueOf(arguments[2]);
        AtomicInteger commits = new AtomicInteger();
        KafkaClientFactory real = line.clients(INSTANCE);
        KafkaClientFactory clients = new KafkaClientFactory() {
            @Override
            public void prepare() {
                real.prepare();
            }

            @Override
            public Consumer<String, byte[]> consumer() {
                return real.consumer();
            }

            @Override
            public Consumer<String, byte[]> thresholds() {
                return real.thresholds();
            }

            @Override
            public Producer<String, byte[]> shadowProducer() {
                return real.shadowProducer();
            }

            @Override
            public Consumer<String, byte[]> models() {
                return real.models();
            }

            @Override
            public WorkNotes notes() {
                return real.notes();
            }

            @Override
            public Producer<String, byte[]> producer() {
                return halting(real.producer(), commits, halt);
            }
        };
        ScorerService scorer = line.scorer(
                INSTANCE,
                () -> new BrightnessModel(() -> {
                    if (halt == Halt.WITHIN_A_BATCH && commits.get() >= 2) {
                        Runtime.getRuntime().halt(HALTED);
                    }
                }),
                clients,
                (service, cause) -> Runtime.getRuntime().halt(1));
        scorer.start();
    }

    @SuppressWarnings("unchecked")
    private static Producer<String, byte[]> halting(
            Producer<String, byte[]> producer, AtomicInteger commits, Halt halt) {
        return (Producer<String, byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    boolean last = method.getName().equals("commitTransaction") && commits.incrementAndGet() > 2;
                    if (last && halt == Halt.BEFORE_THE_COMMIT) {
                        producer.flush();
                        Runtime.getRuntime().halt(HALTED);
                    }
                    try {
                        Object result = method.invoke(producer, arguments);
                        if (last && halt == Halt.AFTER_THE_COMMIT) {
                            Runtime.getRuntime().halt(HALTED);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
