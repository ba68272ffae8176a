// SPDX-License-Identifier: Apache-2.0
/** What models in shadow decided, compared with what the line decided on the same frames. */
package dev.invigil.trainer.shadow;
