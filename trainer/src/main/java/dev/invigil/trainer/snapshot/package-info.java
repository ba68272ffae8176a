// SPDX-License-Identifier: Apache-2.0
/** Training sets as immutable lists: what is in them, where their images are kept, and how one is made from golden data and frames. */
package dev.invigil.trainer.snapshot;
