// SPDX-License-Identifier: Apache-2.0
/** Which models there are and which one decides: the changes as pure functions, and the one writer of the {@code models} topic. */
package dev.invigil.trainer.registry;
