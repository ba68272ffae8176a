// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.productcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.invigil.benchmark.dataset.DataSet;
import dev.invigil.benchmark.dataset.ProductClass;
import dev.invigil.detector.runtime.ComputeDevice;
import dev.invigil.trainer.SharedData;
import dev.invigil.trainer.train.TrainingEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Real images, and an encoder that was really trained. Small images and few parts: the table of the docs has all. */
class ProductStudyTest {
    private static final int SIZE = 96;
    private static final int PARTS = 40;

    @Test
    void shouldTellRealProductsApartAndLeaveDefectsAlone() throws Exception {
        Optional<Path> backbone = SharedData.find("data/backbones/resnet18.safetensors");
        Optional<Path> realline = SharedData.find("data/realline");
        assumeTrue(backbone.isPresent() && realline.isPresent(), "no shared data: realline and a backbone");
        ComputeDevice.useThreads(1);
        List<ProductClass> data = DataSet.read(realline.get()).classes().stream()
                .map(product -> new ProductClass(
                        product.name(),
                        everySoMany(product.train(), product.train().size() / PARTS),
                        everySoMany(product.test(), 3)))
                .toList();

        ProductTable table = ProductStudy.of(
                TrainingEncoder.read(backbone.get(), false),
                SIZE,
                data,
                ComputeDevice.cpu(),
                (stage, done, total) -> {});

        assertThat(table.rows()).hasSize(5);
        ProductTable.Count others = table.otherNames();
        assertThat(others.other()).isGreaterThanOrEqualTo(9 * others.parts() / 10);
        assertThat(others.named()).isGreaterThanOrEqualTo(9 * others.parts() / 10);
        assertThat(table.ownNames().other()).isZero();
        assertThat(table.ownNames().strange()).isZero();
        assertThat(table.defectiveParts().other()).isZero();
    }

    private static <T> List<T> everySoMany(List<T> all, int step) {
        return IntStream.range(0, all.size())
                .filter(i -> i % step == 0)
                .mapToObj(all::get)
                .toList();
    }
}
