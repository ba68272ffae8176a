// SPDX-License-Identifier: Apache-2.0
/** Which 16-bit samples of images become 0 and 255: as the operator says, or from the training images. */
package dev.invigil.trainer.depth;
