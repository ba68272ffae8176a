// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.invigil.app.cli.DiskFailure.Output;
import dev.invigil.detector.encoder.ResNet;
import dev.invigil.detector.tensor.SafeTensors;
import dev.invigil.detector.tensor.TensorFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DiskFailureTest {
    private static final List<Output> OUT = List.of(new Output("--out", Path.of("shelf/bundle")));

    @TempDir
    private Path folder;

    @Test
    void shouldNameTheFolderThatCannotBeWrittenAndTheOptionForAnother() {
        FileSystemException failure = new FileSystemException("shelf/.bundle-321c", null, "Read-only file system");

        assertThat(DiskFailure.problem(new UncheckedIOException(failure), OUT))
                .contains(
                        "cannot write --out shelf/bundle: Read-only file system; make the folder writable for the user "
                                + System.getProperty("user.name") + ", or name another one with --out");
        assertThat(DiskFailure.problem(new AccessDeniedException("elsewhere/a.png"), OUT))
                .get()
                .asString()
                .startsWith("elsewhere/a.png: access denied; give the user")
                .contains("or name another place");
        assertThat(DiskFailure.problem(new NoSuchFileException("elsewhere/a.png"), OUT))
                .contains("elsewhere/a.png: no such file or folder; check the path");
    }

    /** A real failure of a device that is always full. */
    @Test
    void shouldSayHowMuchIsFreeWhereTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        Throwable failure = catchThrowable(() -> Files.writeString(full, "more"));

        for (Throwable thrown : List.of(failure, new IllegalStateException("the engine failed", failure))) {
            assertThat(DiskFailure.problem(thrown, List.of(new Output("--out", folder.resolve("bundle")))))
                    .get()
                    .asString()
                    .matches("no space left on the disk of .* \\(\\d+ MB free\\); free some space, or .*");
        }
    }

    @Test
    void shouldLeaveBugsAsTheyAre() {
        Throwable json = catchThrowable(() -> new ObjectMapper().readTree("{"));

        assertThat(json).isInstanceOf(IOException.class);
        for (Throwable bug : List.of(
                json,
                new UncheckedIOException((IOException) json),
                new ClosedChannelException(),
                new NullPointerException(),
                new IllegalStateException("a bug", new NoSuchFileException("a.png")))) {
            assertThat(DiskFailure.problem(bug, OUT)).as("%s", bug).isEmpty();
        }
    }

    @Test
    void shouldExitWithOneForTheDiskAndWithSeventyForABug() {
        String[] line = {"train", "--data", "data", "--out", "shelf/bundle"};

        Answer disk = answer(new FileSystemException("shelf/.bundle-321c", null, "Read-only file system"), line);
        assertThat(disk.code()).isEqualTo(1);
        assertThat(disk.text()).contains("cannot write --out shelf/bundle").doesNotContain("Exception", "report it");

        Answer bug = answer(new IllegalStateException("a bug"), line);
        assertThat(bug.code()).isEqualTo(70);
        assertThat(bug.text()).contains("unexpected error, please report it", "a bug");
    }

    private record Answer(int code, String text) {}

    private static Answer answer(Exception failure, String... line) {
        StringWriter err = new StringWriter();
        CommandLine tree = Invigil.commandLine().setErr(new PrintWriter(err, true));
        CommandLine.ParseResult parsed = tree.parseArgs(line);
        CommandLine command = tree.getSubcommands().get(line[0]);
        int code = new Failures().handleExecutionException(failure, command, parsed);
        return new Answer(code, err.toString());
    }

    /** Root may write everywhere, so a file stands where the folder should be. */
    @Test
    void shouldSayWhatIsWrongWithAPlaceThatCannotBeWritten() throws IOException {
        Path weights = folder.resolve("weights.safetensors");
        SafeTensors.write(weights, TensorFile.of(ResNet.random("tiny", new SplittableRandom(1))));
        Path file = Files.writeString(folder.resolve("file"), "");
        Path out = file.resolve("imported.safetensors");

        CommandTree ran = CommandTree.run("import backbone %s --arch tiny --out %s", weights, out);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err())
                .contains("cannot write --out " + out, "or name another one with --out")
                .doesNotContain("Exception", "report it");
    }
}
