// SPDX-License-Identifier: Apache-2.0
/** Alerts, which summarise many verdicts, and their JSON on the {@code alerts} topic. */
package dev.invigil.contracts.alert;
