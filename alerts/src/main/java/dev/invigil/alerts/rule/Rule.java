// SPDX-License-Identifier: Apache-2.0
package dev.invigil.alerts.rule;

import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.verdict.Decision;
import dev.invigil.contracts.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * A rule over the verdicts of one camera.
 *
 * @param <M> its memory between verdicts: immutable, small, part of the camera's stored state
 */
interface Rule<M> {
    /** Whether this decision is about the quality of a part: all except UNSCORED and WRONG_PRODUCT. */
    static boolean isAboutQuality(Decision decision) {
        return decision != Decision.UNSCORED && decision != Decision.WRONG_PRODUCT;
    }

    /** The cause of its incidents. */
    AlertCause cause();

    /** The memory before the first verdict. */
    M start();

    /**
     * The memory after one more verdict.
     *
     * @param at time of the verdict, never before that of the last
     * @param open the rule's incident, if one is open
     */
    M next(M memory, Verdict verdict, Instant at, Optional<Incident> open);

    /** The condition after {@link #next}. */
    Condition judge(M memory, Instant at, Optional<Incident> open);

    /**
     * How many events this verdict adds to the count of an open incident.
     *
     * @param next the memory after it
     */
    long events(M next, Verdict verdict);

    /** Number of events in the memory: the initial count of an incident. */
    long evidence(M memory);

    /** The memory as text for the operator. */
    String describe(M memory);
}
