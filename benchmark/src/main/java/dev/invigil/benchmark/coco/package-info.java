// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the COCO-AD benchmark from COCO 2017: which images are normal in which split, and the masks of what is anomalous. The masks equal
 * those of OpenCV 4.6 and pycocotools pixel by pixel.
 */
package dev.invigil.benchmark.coco;
