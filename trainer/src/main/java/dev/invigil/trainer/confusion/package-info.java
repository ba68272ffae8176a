// SPDX-License-Identifier: Apache-2.0
/** The product check measured: parts presented under their own product's name and under every other. */
package dev.invigil.trainer.confusion;
