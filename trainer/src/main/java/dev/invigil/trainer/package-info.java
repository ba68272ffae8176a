// SPDX-License-Identifier: Apache-2.0
/** Offline work on folders of images: training a bundle, evaluating it, scoring single images. */
package dev.invigil.trainer;
