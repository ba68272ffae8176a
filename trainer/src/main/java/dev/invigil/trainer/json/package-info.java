// SPDX-License-Identifier: Apache-2.0
/** Small JSON files of the trainer, each replaced as a whole. */
package dev.invigil.trainer.json;
