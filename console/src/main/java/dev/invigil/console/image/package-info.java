// SPDX-License-Identifier: Apache-2.0
/** Images of frames and their heat maps, read from the topics when somebody looks at them. */
package dev.invigil.console.image;
