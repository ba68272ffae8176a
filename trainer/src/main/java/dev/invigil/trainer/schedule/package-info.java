// SPDX-License-Identifier: Apache-2.0
/** What starts runs of the trainer: a schedule, requests, new labels, drift. */
package dev.invigil.trainer.schedule;
