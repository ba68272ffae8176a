// SPDX-License-Identifier: Apache-2.0
/** The decision of the gate as a page for a quality engineer, and as JSON. */
package dev.invigil.trainer.gate.page;
