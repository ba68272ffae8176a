// SPDX-License-Identifier: Apache-2.0
package dev.invigil.trainer.child;

import dev.invigil.trainer.json.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A child process that does what the file {@value #SCRIPT} of the run's folder says, one line for each start: words that are done one after the
 * other.
 */
public final class FakeChild {
    /** The file of the script. */
    public static final String SCRIPT = "script.txt";

    private FakeChild() {}

    /** Lets the next starts in this folder do these lines. */
    public static void script(Path folder, String... starts) throws IOException {
        Files.write(folder.resolve(SCRIPT), Arrays.asList(starts));
    }

    public static void main(String[] arguments) throws Exception {
        RunFiles files = new RunFiles(Path.of(arguments[0]));
        Path script = files.folder().resolve(SCRIPT);
        List<String> starts = new ArrayList<>(Files.readAllLines(script));
        String words = starts.remove(0);
        Files.write(script, starts);
        for (String word : words.split(" ")) {
            run(word, files);
        }
        System.exit(RunProcess.DONE);
    }

    private static void run(String word, RunFiles files) throws Exception {
        switch (word) {
            case "progress" -> say(new ChildLine.Progress(RunPhase.FIT, "training", 3, 12, Optional.of("loss 0.5")));
            case "garbage" -> System.out.println("[W] something of a library");
            case "half" -> {
                Files.createDirectories(files.fit());
                Files.writeString(files.fit().resolve("checkpoint"), "half");
            }
            case "fit" -> {
                Files.createDirectories(files.bundle());
                say(new ChildLine.Finished(RunPhase.FIT));
            }
            case "evaluate" -> {
                Files.writeString(files.candidate(), "{}");
                say(new ChildLine.Finished(RunPhase.EVALUATE));
            }
            case "refuse" -> {
                say(new ChildLine.Refused(RunPhase.FIT, "lime: too few parts"));
                System.exit(RunProcess.REFUSED);
            }
            case "memory" -> Runtime.getRuntime().halt(RunProcess.OUT_OF_MEMORY);
            case "die" -> Runtime.getRuntime().halt(137);
            case "crash" -> System.exit(RunProcess.FAILED);
            case "wait" -> {
                while (System.in.read() >= 0) {
                    // until the parent is gone or ends this process
                }
                System.exit(RunProcess.STOPPED);
            }
            default -> throw new IllegalArgumentException(word);
        }
    }

    private static void say(ChildLine line) {
        System.out.println(JsonFile.line(line));
    }
}
