// SPDX-License-Identifier: Apache-2.0
/** From a detector and good parts to a calibrated bundle: the last part of training and of importing. */
package dev.invigil.trainer.assembly;
