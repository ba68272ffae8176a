// SPDX-License-Identifier: Apache-2.0
package dev.invigil.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link TestBroker} parameter: one broker for the whole test run, and a topic prefix of its own for each
 * test. A test that stops or kills its broker starts one for itself ({@link EmbeddedBroker}, {@link BrokerProcess}).
 */
public final class BrokerExtension implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(BrokerExtension.class);
    private static final AtomicInteger TESTS = new AtomicInteger();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBroker.class;
    }

    @Override
    public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared =
                context.getRoot().getStore(NAMESPACE).computeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
        return context.getStore(NAMESPACE)
                .computeIfAbsent(TestBroker.class, key -> test(shared, context), TestBroker.class);
    }

    private static TestBroker test(Shared shared, ExtensionContext context) {
        String name = context.getTestMethod()
                .map(method -> method.getName())
                .orElse("shared")
                .toLowerCase(Locale.ROOT);
        return new TestBroker(shared.broker.bootstrapServers(), "t" + TESTS.incrementAndGet() + "." + name + ".");
    }

    /** The one broker; closed by JUnit at the end of the run. */
    private static final class Shared implements AutoCloseable {
        private final Path directory;
        private final EmbeddedBroker broker;

        Shared() {
            try {
                directory = Files.createTempDirectory("invigil-test-broker");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            broker = EmbeddedBroker.start(BrokerSettings.in(directory));
        }

        @Override
        public void close() throws IOException {
            broker.close();
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }
}
