// SPDX-License-Identifier: Apache-2.0
/** Measures the product check: good parts are presented as their own product and as each other product. */
package dev.invigil.trainer.productcheck;
