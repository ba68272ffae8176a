// SPDX-License-Identifier: Apache-2.0
/**
 * Which product an image shows, apart from any anomaly: a model of many classes finds a perfect part of one class normal on the
 * line of another. {@link dev.invigil.detector.product.Prototypes} is what a bundle keeps and asks, {@link
 * dev.invigil.detector.product.PrototypeFit} makes it from good parts. No IO, no clock, no randomness.
 */
package dev.invigil.detector.product;
