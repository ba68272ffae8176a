// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.reliability;

import dev.invigil.app.cli.ChildProcess;

/** What happens to a process of the line. */
enum Fault {
    SCORER_KILLED("kill -9 of one of two scorers", Victim.ONE_SCORER, Act.KILL),
    SCORER_TERMINATED("SIGTERM of one of two scorers", Victim.ONE_SCORER, Act.TERMINATE),
    SCORER_FROZEN("one of two scorers frozen (SIGSTOP)", Victim.ONE_SCORER, Act.FREEZE),
    INGEST_KILLED("kill -9 of ingest", Victim.INGEST, Act.KILL),
    INGEST_FROZEN("ingest frozen", Victim.INGEST, Act.FREEZE),
    ALERTS_KILLED("kill -9 of alerts", Victim.ALERTS, Act.KILL),
    ALERTS_FROZEN("alerts frozen", Victim.ALERTS, Act.FREEZE),
    BROKER_KILLED("kill -9 of the broker", Victim.BROKER, Act.KILL),
    BROKER_TERMINATED("SIGTERM of the broker", Victim.BROKER, Act.TERMINATE),
    BROKER_FROZEN("broker frozen", Victim.BROKER, Act.FREEZE);

    /** Which process. */
    enum Victim {
        BROKER,
        INGEST,
        ONE_SCORER,
        ALERTS
    }

    /** What is done to the process, and undone after the fault's duration. */
    enum Act {
        KILL,
        TERMINATE,
        FREEZE
    }

    private final String description;
    private final Victim victim;
    private final Act act;

    Fault(String description, Victim victim, Act act) {
        this.description = description;
        this.victim = victim;
        this.act = act;
    }

    String description() {
        return description;
    }

    /** Does it; the result undoes it. */
    Runnable begin(LineOfProcesses line) {
        ChildProcess process = line.process(victim);
        switch (act) {
            case KILL -> process.kill();
            case TERMINATE -> process.terminate();
            case FREEZE -> process.freeze();
        }
        return act == Act.FREEZE ? process::thaw : process::start;
    }
}
