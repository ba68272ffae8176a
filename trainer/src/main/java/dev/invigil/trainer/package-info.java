// SPDX-License-Identifier: Apache-2.0
/** The trainer as a service: it retrains, compares and promotes. The packages below also serve the commands that work on folders. */
package dev.invigil.trainer;
