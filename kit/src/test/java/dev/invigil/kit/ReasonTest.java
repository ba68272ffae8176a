// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void shouldBeTheMessageWithoutTheNameOfAClass() {
        assertThat(Reason.of(new TimeoutException("no node was available"))).isEqualTo("no node was available");
        assertThat(Reason.of(new IOException("the disk is full"))).isEqualTo("the disk is full");
    }

    @Test
    void shouldSayWhatFailedWhenTheMessageIsOnlyAPath() {
        assertThat(Reason.of(new NoSuchFileException("/data/in"))).isEqualTo("no such file: /data/in");
        assertThat(Reason.of(new AccessDeniedException("/data/in"))).isEqualTo("access denied: /data/in");
        assertThat(Reason.of(new FileSystemException("/data/in", null, "Too many open files")))
                .isEqualTo("/data/in: Too many open files");
    }

    @Test
    void shouldSayTheKindWhenThereIsNoMessage() {
        assertThat(Reason.of(new DisconnectException((String) null))).isEqualTo("disconnect");
    }
}
