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
 * @param <M> what it remembers between verdicts: immutable, small, part of the camera's stored state
 */
interface Rule<M> {
    /** Whether such a verdict says something about the quality of a part: all but UNSCORED and WRONG_PRODUCT do. */
    static boolean isAboutQuality(Decision decision) {
        return decision != Decision.UNSCORED && decision != Decision.WRONG_PRODUCT;
    }

    /** What its incidents are about. */
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

    /** What holds after {@link #next}. */
    Condition judge(M memory, Instant at, Optional<Incident> open);

    /** Whether such a verdict is one of those that the incident counts and lists. */
    boolean counts(Decision decision);

    /** How many of those the memory holds: the count an incident opens with. */
    long evidence(M memory);

    /** The memory in words for a person. */
    String describe(M memory);
}
