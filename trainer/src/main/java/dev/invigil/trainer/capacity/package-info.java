// SPDX-License-Identifier: Apache-2.0
/** Which products pay for sharing a model: the shared model compared, product by product, with a model of that product alone. */
package dev.invigil.trainer.capacity;
