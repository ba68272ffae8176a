// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import dev.invigil.benchmark.BenchmarkException;
import java.nio.file.Path;
import java.util.List;

/** The data cannot be used as it is; the message lists every problem found. */
public final class BrokenDataException extends BenchmarkException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 20;

    private final List<String> problems;

    /** @param problems one line each: what is wrong with which file, and the remedy; at least one */
    public BrokenDataException(Path root, List<String> problems) {
        this(root.toString(), problems);
    }

    /** The same of data that is not in one folder. */
    public BrokenDataException(String what, List<String> problems) {
        super(message(what, problems));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, a line each. */
    public List<String> problems() {
        return problems;
    }

    private static String message(String what, List<String> problems) {
        if (problems.size() == 1) {
            return what + ": " + problems.get(0);
        }
        String shown = String.join("\n  ", problems.subList(0, Math.min(SHOWN, problems.size())));
        String rest = problems.size() > SHOWN ? "\n  … and " + (problems.size() - SHOWN) + " more" : "";
        return what + ": " + problems.size() + " problems\n  " + shown + rest;
    }
}
