// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import java.util.Optional;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/** Remembers a decoder's first complaint: ImageIO's JPEG reader only warns where it makes pixels up. */
final class FirstWarning implements IIOReadWarningListener {
    private String text;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        if (text == null) {
            text = warning;
        }
    }

    Optional<String> text() {
        return Optional.ofNullable(text);
    }

    void rethrow() throws IIOException {
        if (text != null) {
            throw new IIOException(text);
        }
    }
}
