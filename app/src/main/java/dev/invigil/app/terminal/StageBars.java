// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.terminal;

import java.util.Optional;

/** A progress bar on standard error for each stage of a piece of work, one below the other. Thread-safe. */
public final class StageBars implements AutoCloseable {
    private Optional<ProgressBar> bar = Optional.empty();
    private String stage = "";

    /** Moves the stage's bar; a new stage ends the bar of the one before. Arguments as of {@link ProgressBar#update}. */
    public synchronized void update(String name, long done, long total, String detail) {
        if (bar.isEmpty() || !stage.equals(name)) {
            close();
            bar = Optional.of(ProgressBar.onStandardError(name));
            stage = name;
        }
        bar.get().update(done, total, detail);
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }
}
