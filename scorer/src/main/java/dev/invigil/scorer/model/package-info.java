// SPDX-License-Identifier: Apache-2.0
/** What the scorer needs of a model, and the bundle that gives it. The seam at which tests put a model without natives. */
package dev.invigil.scorer.model;
