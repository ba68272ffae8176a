// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.invigil.detector.encoder.ResNet;
import org.junit.jupiter.api.Test;

class BackboneTableTest {
    @Test
    void shouldNameFilesWhoseNamesHaveTheBeginningOfTheirDigest() {
        assertThat(BackboneTable.all()).isNotEmpty().allSatisfy(known -> {
            assertThat(known.url().getScheme()).isEqualTo("https");
            assertThat(known.file()).endsWith("-" + known.sha256().substring(0, 8) + ".pth");
            assertThat(ResNet.KNOWN).containsKey(known.architecture());
        });
        assertThat(BackboneTable.all()).extracting(KnownBackbone::name).doesNotHaveDuplicates();
        assertThat(BackboneTable.all()).extracting(KnownBackbone::file).doesNotHaveDuplicates();
    }

    @Test
    void shouldNameAllThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> BackboneTable.named("vgg16")).hasMessageContaining("resnet18, resnet34");
    }
}
