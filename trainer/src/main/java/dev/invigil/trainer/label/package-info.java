// SPDX-License-Identifier: Apache-2.0
/** What operators say about single frames: reading and writing the labels topic. */
package dev.invigil.trainer.label;
