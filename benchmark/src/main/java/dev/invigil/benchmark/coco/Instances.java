// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import java.util.List;

/**
 * What an annotation file says.
 *
 * @param categories identifiers in ascending order; a category's label is its place here
 * @param images those with annotations, in ascending order of their identifiers
 * @param withoutAnnotation how many more images there are
 */
record Instances(List<Long> categories, List<AnnotatedImage> images, int withoutAnnotation) {}
