// SPDX-License-Identifier: Apache-2.0
package dev.invigil.kit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.invigil.kit.config.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final long MIB = 1 << 20;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private boolean broken;
    private int looks;
    private final DiskWatch watch = new DiskWatch(
            List.of(new DiskWatch.Folder(Path.of("/data/broker"), DataSize.mebibytes(100))),
            new FreeSpace() {
                @Override
                public long usable(Path folder) throws IOException {
                    looks++;
                    if (broken) {
                        throw new IOException("gone");
                    }
                    return free.get();
                }

                @Override
                public long total(Path folder) {
                    return Long.MAX_VALUE;
                }
            },
            now::get);

    @Test
    void shouldSayWhichDiskHasTooLittleSpaceAndWhatToDo() {
        free.set(99 * MIB);

        assertThat(watch.problem()).hasValueSatisfying(text -> assertThat(text)
                .contains("/data/broker")
                .contains("99 MiB free")
                .contains("less than 100MiB")
                .contains("free space on it"));
    }

    @Test
    void shouldWantATenthMoreBeforeItIsContentAgain() {
        free.set(99 * MIB);
        assertThat(watch.problem()).isPresent();
        free.set(105 * MIB);
        aSecondLater();
        assertThat(watch.problem())
                .hasValueSatisfying(text -> assertThat(text).contains("105 MiB free, less than 110 % of 100MiB"));
        free.set(110 * MIB);
        aSecondLater();
        assertThat(watch.problem()).isEmpty();
        free.set(105 * MIB);
        aSecondLater();
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void shouldLookOnceASecondHoweverOftenItIsAsked() {
        for (int i = 0; i < 100; i++) {
            assertThat(watch.problem()).isEmpty();
        }
        assertThat(looks).isEqualTo(1);
        aSecondLater();
        assertThat(watch.problem()).isEmpty();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void shouldNotStopTheLineWhenTheSpaceCannotBeRead() {
        broken = true;
        assertThat(watch.problem()).isEmpty();
    }

    @Test
    void shouldReadTheDiskOfAFolderThatIsNotThereYet() throws IOException {
        Path folder = Path.of("target/not/there/yet");
        assertThat(FreeSpace.OF_THIS_MACHINE.total(folder)).isPositive();
        assertThat(FreeSpace.OF_THIS_MACHINE.usable(folder)).isNotNegative();
    }

    private void aSecondLater() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }
}
