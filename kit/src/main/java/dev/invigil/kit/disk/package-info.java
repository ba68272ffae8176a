// SPDX-License-Identifier: Apache-2.0
/** Free space on the disks that a process writes to, or that its broker writes to; temporary folders. */
package dev.invigil.kit.disk;
