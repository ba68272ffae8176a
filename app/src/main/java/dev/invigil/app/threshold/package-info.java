// SPDX-License-Identifier: Apache-2.0
/** What `invigil threshold` does at the broker: overrides of thresholds, and the verdicts that tell which model is at work. */
package dev.invigil.app.threshold;
