// SPDX-License-Identifier: Apache-2.0
/** From a folder of good parts to a calibrated bundle. */
package dev.invigil.trainer.train;
