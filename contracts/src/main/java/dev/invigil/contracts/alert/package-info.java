// SPDX-License-Identifier: Apache-2.0
/** Alerts: few records about many verdicts, and their JSON on the {@code alerts} topic. */
package dev.invigil.contracts.alert;
