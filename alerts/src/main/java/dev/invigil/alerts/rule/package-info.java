/**
 * The rules, as pure state machines: a camera's state and a verdict (or the time) give the next state and the alerts to
 * send. No Kafka, no clock, no randomness; {@link dev.invigil.alerts.rule.CameraWatch} is the entry point.
 *
 * <p>How verdicts count: only REJECT is a reject. PASS and REVIEW are not (the operator decides a review).
 * UNSCORED says nothing about the part, so it neither extends nor ends a row of rejects, and it is not part of a rate. A row of UNSCORED
 * has its own rule, because parts that are not inspected are as serious as rejects.
 * WRONG_PRODUCT is about the part, but not about its quality: it is excluded in the same way and also has its own rule. Every verdict shows
 * that its camera is active.
 */
package dev.invigil.alerts.rule;
