package dev.invigil.app.sampleline;

import java.awt.image.BufferedImage;
import java.util.Optional;

/**
 * One rendered photograph and the truth about it.
 *
 * @param image RGB, square
 * @param defect what is wrong, empty for a good part
 * @param mask grey, of the image's size: 255 where the defect is, else 0
 */
public record Sample(Product product, Optional<DefectKind> defect, BufferedImage image, BufferedImage mask) {}
