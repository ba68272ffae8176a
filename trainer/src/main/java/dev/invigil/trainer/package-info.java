// SPDX-License-Identifier: Apache-2.0
/** Offline work on folders of photographs: training a bundle, evaluating it, scoring single pictures. */
package dev.invigil.trainer;
