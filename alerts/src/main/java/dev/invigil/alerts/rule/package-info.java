/**
 * The rules, as pure state machines: a camera's state and a verdict (or the time) give the next state and the alerts to
 * send. No Kafka, no clock, no randomness; {@link dev.invigil.alerts.rule.CameraWatch} is the way in.
 *
 * <p>What a verdict counts as: only REJECT is a reject. PASS and REVIEW are not (a review is for a person to settle).
 * UNSCORED says nothing about the part, so it neither adds to a row of rejects nor ends one, and it is in no rate, above
 * or below the line; a run of them has a rule of its own, since a line that cannot see is as bad as one that rejects.
 * WRONG_PRODUCT is about the part, but not about its quality: it is left out in the same way and has a rule of its own, too. Every
 * verdict is a sign of life of its camera.
 */
package dev.invigil.alerts.rule;
