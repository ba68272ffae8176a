// SPDX-License-Identifier: Apache-2.0
/** Whether products are told apart: parts shown under their own name and under every other. */
package dev.invigil.trainer.confusion;
