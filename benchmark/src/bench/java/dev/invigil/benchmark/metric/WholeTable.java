// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Times the whole table of a synthetic test set, feeding classes and images from all processors. Arguments: {@code ader|adeval|exact|naive},
 * then classes, images per class and side (15, 115, 256 unless told), then {@code intervals} for a thousand draws of every metric, too. {@code
 * naive} does one class.
 */
public final class WholeTable {
    private WholeTable() {}

    public static void main(String[] args) {
        String what = args.length > 0 ? args[0] : "ader";
        SyntheticTestSet set = new SyntheticTestSet(number(args, 1, 15), number(args, 2, 115), number(args, 3, 256));
        System.out.printf(
                Locale.ROOT,
                "%s: %d classes of %d images of %d x %d, %d processors, heap limit %d MiB%n",
                what,
                set.classes(),
                set.images(),
                set.side(),
                set.side(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        Cost making = Cost.of(() -> IntStream.range(0, set.classes() * set.images())
                .parallel()
                .forEach(k -> set.image(k / set.images(), k % set.images())));
        System.out.println("making the maps alone: " + making);
        if (what.equals("naive")) {
            naive(set);
        } else {
            table(set, MetricDefinition.valueOf(what.toUpperCase(Locale.ROOT)), args.length > 4);
        }
        System.out.println("peak memory of the process: " + peakMemory());
    }

    private static void table(SyntheticTestSet set, MetricDefinition definition, boolean withIntervals) {
        List<String> names =
                IntStream.range(0, set.classes()).mapToObj(set::className).toList();
        EvaluationOptions options =
                withIntervals ? EvaluationOptions.defaults().withResampling() : EvaluationOptions.defaults();
        try (Evaluation evaluation = Evaluation.of(names, options)) {
            Cost feeding = Cost.of(() -> IntStream.range(0, set.classes() * set.images())
                    .parallel()
                    .forEach(k -> {
                        int c = k / set.images();
                        SyntheticTestSet.Image image = set.image(c, k % set.images());
                        evaluation
                                .forClass(set.className(c))
                                .add(TestImage.of(image.map(), set.side(), set.side(), image.mask())
                                        .named("" + k));
                    }));
            EvaluationResult[] result = new EvaluationResult[1];
            Cost computing = Cost.of(() -> result[0] = evaluation.result(definition));
            System.out.println("making and adding the maps: " + feeding);
            System.out.println("computing: " + computing);
            Metric.TABLE.forEach(metric -> System.out.printf(
                    Locale.ROOT,
                    "%s %.4f  ",
                    metric.jsonName(),
                    result[0].mean().get(metric).value().orNaN()));
            System.out.println();
            if (withIntervals) {
                System.out.println("a thousand draws: "
                        + Cost.of(() -> names.parallelStream().forEach(name -> evaluation
                                .forClass(name)
                                .resamples(definition, new Bootstrap(1000, 0.95, 1)))));
            }
        }
    }

    private static void naive(SyntheticTestSet set) {
        NaiveAder naive = new NaiveAder();
        IntStream.range(0, set.images()).forEach(i -> naive.add(set.image(0, i), set.side()));
        Cost one = Cost.of(naive::metrics);
        System.out.println("one class on one thread: " + one);
        System.out.printf(
                Locale.ROOT, "%d classes on two processors: %.1f s%n", set.classes(), one.cpu() * set.classes() / 2);
    }

    /** Seconds by the clock, and of all processors together: the second holds on a busy machine too. */
    private record Cost(double wall, double cpu) {
        static Cost of(Runnable work) {
            OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
            long start = System.nanoTime();
            long cpuStart = system.getProcessCpuTime();
            work.run();
            return new Cost((System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - cpuStart) / 1e9);
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f s (%.2f processor seconds)", wall, cpu);
        }
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    /** Of the whole process, where the system tells (Linux). */
    private static String peakMemory() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown on this system: " + e.getMessage();
        }
    }
}
