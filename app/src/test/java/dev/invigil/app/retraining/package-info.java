// SPDX-License-Identifier: Apache-2.0
/** Retraining across services: trainer and scorer together. */
package dev.invigil.app.retraining;
