// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** From FIPS 180-2, appendix B.1. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void shouldDigestBytesAndFilesAlike(@TempDir Path folder) throws Exception {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(Sha256.of(abc)).isEqualTo(OF_ABC);
        assertThat(Sha256.of(Files.write(folder.resolve("abc"), abc))).isEqualTo(OF_ABC);
        byte[] large = new byte[200_001];
        assertThat(Sha256.of(Files.write(folder.resolve("large"), large))).isEqualTo(Sha256.of(large));
    }

    @Test
    void shouldTellNamesAndContentsApart() {
        String one = Sha256.ofAll(new TreeMap<>(Map.of("a", OF_ABC, "b", OF_ABC)));
        assertThat(one)
                .isEqualTo(Sha256.ofAll(new TreeMap<>(Map.of("b", OF_ABC, "a", OF_ABC))))
                .isNotEqualTo(Sha256.ofAll(new TreeMap<>(Map.of("a", OF_ABC, "c", OF_ABC))))
                .isNotEqualTo(Sha256.ofAll(new TreeMap<>(Map.of("a", OF_ABC))));
    }
}
