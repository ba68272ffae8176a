// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.detector.TestDevice;
import dev.invigil.detector.TinyModels;
import dev.invigil.detector.invad.TinyInvad;
import dev.invigil.detector.model.Detector;
import dev.invigil.detector.model.Preprocessing;
import dev.invigil.detector.program.Archive;
import dev.invigil.detector.program.ScoringProgram;
import dev.invigil.detector.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int SIZE = 32;
    private static final int BATCHES = 5_000;
    private static final int SAMPLES = 20;

    /** As much as the smallest thing that could leak: a map is 4 KB, the arrays between a hundred times that. */
    private static final double MOST_BYTES_PER_BATCH = 4096;

    @Test
    void shouldStayFlatOverFiveThousandBatches() throws IOException {
        assumeTrue(Files.exists(STATUS), "skipped: no /proc/self/status to read the resident memory from");
        HostTensor batch = Preprocessing.imageNet(SIZE, SIZE).batch(List.of(TinyModels.noise(SIZE, 1)));
        Detector model = TinyInvad.detector(SIZE, 1);
        TinyInvad.Scoring scoring = TinyInvad.scoring(model);
        Archive archive = ScoringProgram.of(
                List.of(scoring.images()),
                List.of(scoring.maps(), scoring.features()),
                model.state(),
                preparation -> Program.evaluate(preparation, TestDevice.CPU));
        List<Long> resident = new ArrayList<>();
        try (Program program = Program.load(archive, TestDevice.CPU)) {
            for (int i = 0; i < BATCHES; i++) {
                program.call("forward", batch);
                if ((i + 1) % (BATCHES / SAMPLES) == 0) {
                    System.gc();
                    resident.add(residentBytes());
                    assertThat(program.liveTensors()).isZero();
                }
            }
        }
        // the first half fills pools and compiles
        double slope = slope(resident.subList(SAMPLES / 2, SAMPLES)) / (BATCHES / SAMPLES);
        System.out.printf(
                "%d batches: resident memory %d MB at the start, %d MB half-way, %d MB at the end; slope of the second half %.0f bytes a batch%n",
                BATCHES,
                resident.get(0) >> 20,
                resident.get(SAMPLES / 2) >> 20,
                resident.get(SAMPLES - 1) >> 20,
                slope);
        assertThat(slope).isLessThan(MOST_BYTES_PER_BATCH);
    }

    private static long residentBytes() throws IOException {
        String line = Files.readAllLines(STATUS).stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    /** Of the least-squares line through equally spaced samples. */
    private static double slope(List<Long> samples) {
        double middle = (samples.size() - 1) / 2.0;
        double products = 0;
        double squares = 0;
        for (int i = 0; i < samples.size(); i++) {
            products += (i - middle) * samples.get(i);
            squares += (i - middle) * (i - middle);
        }
        return products / squares;
    }
}
