// SPDX-License-Identifier: Apache-2.0
/**
 * Incidents of several cameras that have one cause become one incident of the line: a scorer that stopped is not thirty silent cameras. Pure
 * functions of the state of a line, and alerts of its cameras or the time ({@link dev.invigil.alerts.group.LineGroups}).
 */
package dev.invigil.alerts.group;
