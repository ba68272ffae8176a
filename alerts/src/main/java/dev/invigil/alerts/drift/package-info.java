// SPDX-License-Identifier: Apache-2.0
/**
 * A sequential test whether the calibration of a threshold still holds, from the verdicts of one product at one camera. Pure: no Kafka, no
 * clock, and all randomness is drawn from the frames' ids, so the same verdicts always give the same result.
 *
 * <p>Two gamblers bet against "the calibration still holds", each with one unit. While it holds, neither can expect to gain, whenever they
 * stop; so wealth far above 1 is evidence against it, and the probability that their mean wealth ever reaches 1/&alpha; is at most &alpha;
 * (Ville's inequality).
 *
 * <ol>
 *   <li>{@link dev.invigil.alerts.drift.RankUrn} turns each part that the calibration accepts into a conformal p-value. These are independent
 *       and uniform while calibration parts and good parts are exchangeable (Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random
 *       World", 2005). {@link dev.invigil.alerts.drift.RankBets} bets that they are small (scores rise) or large (scores fall).
 *   <li>Parts that score higher are not ranked, because defective parts are among them. {@link dev.invigil.alerts.drift.HighScoreBets} bets
 *       that there are more of them than false rejects and the stated share of defective parts explain.
 * </ol>
 *
 * <p>{@link dev.invigil.alerts.drift.Pots} spreads each gambler's money over the times at which a change may begin (as in Vovk et al.,
 * "Retrain or not retrain: conformal test martingales for change-point detection", 2021), so that a long quiet time costs little.
 * {@link dev.invigil.alerts.drift.DriftTest} puts all of it together.
 */
package dev.invigil.alerts.drift;
