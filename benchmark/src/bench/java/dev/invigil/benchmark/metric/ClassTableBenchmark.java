// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.metric;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One class of MVTec AD's size on one thread, from ready maps to the finished row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 5, time = 5)
public class ClassTableBenchmark {
    private static final int SIDE = 256;

    @Param({"ADER", "ADEVAL", "EXACT"})
    public MetricDefinition definition;

    @Param("115")
    public int images;

    private List<SyntheticTestSet.Image> maps;

    @Setup
    public void makeMaps() {
        SyntheticTestSet set = new SyntheticTestSet(1, images, SIDE);
        maps = IntStream.range(0, images).mapToObj(i -> set.image(0, i)).toList();
    }

    @Benchmark
    public ClassMetrics table() {
        try (ClassEvaluation evaluation = new ClassEvaluation("class", EvaluationOptions.defaults())) {
            maps.forEach(image -> evaluation.add(TestImage.of(image.map(), SIDE, SIDE, image.mask())));
            return evaluation.metrics(definition);
        }
    }
}
