// SPDX-License-Identifier: Apache-2.0
package dev.invigil.detector.image;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/** Aborts a decoder between rows once its time is over; it may have read all its input by then. */
final class AbortAfter implements IIOReadProgressListener {
    private final DecodeDeadline deadline;

    AbortAfter(DecodeDeadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void imageProgress(ImageReader source, float percentageDone) {
        if (deadline.isOver()) {
            source.abort();
        }
    }

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percentageDone) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
}
