// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.store.FolderBundleStore;
import dev.invigil.kit.OperatorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleModelTest {
    private static final String DIGEST = "d".repeat(64);

    @Test
    void shouldSayWhatIsMissingWhereThereIsNoBundle(@TempDir Path empty) {
        assertThatThrownBy(() -> BundleModel.of(empty, "cpu").open())
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("manifest.json");
    }

    @Test
    void shouldNameTheStoreAndTheCommandThatRepairsIt(@TempDir Path folder) throws Exception {
        Path damaged = Files.createDirectories(folder.resolve(DIGEST));
        Path away = folder.resolve("away");

        assertThatThrownBy(() -> BundleModel.of(new FolderBundleStore(folder), DIGEST, "cpu")
                        .prepare())
                .isInstanceOfSatisfying(ModelRefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(RefusalReason.UNREADABLE))
                .hasMessageContaining(damaged.toString())
                .hasMessageContaining("invigil models add BUNDLE --store " + folder);
        assertThatThrownBy(() -> BundleModel.of(new FolderBundleStore(away), DIGEST, "cpu")
                        .prepare())
                .isInstanceOfSatisfying(ModelRefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(RefusalReason.STORE_UNAVAILABLE))
                .hasMessageContaining("invigil models add BUNDLE --store " + away);
    }
}
