// SPDX-License-Identifier: Apache-2.0
/** Prototypes of products from good parts. */
package dev.invigil.trainer.product;
