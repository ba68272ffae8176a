// SPDX-License-Identifier: Apache-2.0
/** Checks of the files that containers are made from. */
package dev.invigil.docker;
