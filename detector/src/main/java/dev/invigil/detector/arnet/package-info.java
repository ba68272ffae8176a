// SPDX-License-Identifier: Apache-2.0
/** ARNet: attribute erasing, restoration network and training. Code outside this package does not name it. */
package dev.invigil.detector.arnet;
