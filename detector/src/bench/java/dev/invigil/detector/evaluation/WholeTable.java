package dev.invigil.detector.evaluation;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Times the whole table of a synthetic test set, feeding classes and images from all processors. Arguments: {@code ader|adeval|exact|naive},
 * then classes, images per class and side (15, 115, 256 unless told). {@code naive} does one class.
 */
public final class WholeTable {
    private WholeTable() {}

    public static void main(String[] args) {
        String what = args.length > 0 ? args[0] : "ader";
        SyntheticTestSet set = new SyntheticTestSet(number(args, 1, 15), number(args, 2, 115), number(args, 3, 256));
        System.out.printf(
                Locale.ROOT, "%s: %d classes of %d images of %d x %d, %d processors, heap limit %d MiB%n", what,
                set.classes(), set.images(), set.side(), set.side(), Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        double generation = seconds(() -> IntStream.range(0, set.classes()).parallel().forEach(c -> IntStream.range(
                        0, set.images())
                .forEach(i -> set.image(c, i))));
        System.out.printf(Locale.ROOT, "making the maps alone: %.2f s%n", generation);
        if (what.equals("naive")) {
            naive(set);
        } else {
            table(set, MetricDefinition.valueOf(what.toUpperCase(Locale.ROOT)), generation);
        }
        System.out.printf(Locale.ROOT, "peak heap %d MiB%n", peakHeapMebibytes());
    }

    private static void table(SyntheticTestSet set, MetricDefinition definition, double generation) {
        List<String> names =
                IntStream.range(0, set.classes()).mapToObj(set::className).toList();
        try (Evaluation evaluation = Evaluation.of(names, EvaluationOptions.defaults())) {
            double feeding = seconds(() -> IntStream.range(0, set.classes() * set.images())
                    .parallel()
                    .forEach(k -> {
                        int c = k / set.images();
                        SyntheticTestSet.Image image = set.image(c, k % set.images());
                        evaluation
                                .forClass(set.className(c))
                                .add(image.map(), set.side(), set.side(), image.mask());
                    }));
            EvaluationResult[] result = new EvaluationResult[1];
            double computing = seconds(() -> result[0] = evaluation.result(definition));
            System.out.printf(
                    Locale.ROOT, "adding the maps %.2f s, computing %.2f s; without making the maps %.2f s%n", feeding,
                    computing, feeding + computing - generation);
            Metric.TABLE.forEach(metric -> System.out.printf(
                    Locale.ROOT, "%s %.4f  ", metric.jsonName(), result[0].mean().get(metric).value().orNaN()));
            System.out.println();
        }
    }

    private static void naive(SyntheticTestSet set) {
        NaiveAder naive = new NaiveAder();
        IntStream.range(0, set.images()).forEach(i -> naive.add(set.image(0, i), set.side()));
        double one = seconds(naive::metrics);
        System.out.printf(
                Locale.ROOT, "one class on one thread %.2f s; %d classes on two threads would take %.1f s%n", one,
                set.classes(), one * set.classes() / 2);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static int number(String[] args, int index, int otherwise) {
        return args.length > index ? Integer.parseInt(args[index]) : otherwise;
    }

    private static long peakHeapMebibytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                >> 20;
    }
}
