// SPDX-License-Identifier: Apache-2.0
/** Checks of the files that containers are made from, and system tests with the images as they are shipped. */
package dev.invigil.docker;
