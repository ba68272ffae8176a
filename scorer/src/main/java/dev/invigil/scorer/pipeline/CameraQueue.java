// SPDX-License-Identifier: Apache-2.0
package dev.invigil.scorer.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Frames that wait to be decoded, one queue per camera. The next frame comes from the camera with the fewest frames in decoding; cameras
 * with equally many take turns. The last free thread is reserved for a camera with no frame in decoding, so that slow images of one camera
 * do not block the others. Within a camera frames keep their order. Any thread.
 */
final class CameraQueue {
    /** A frame to decode; {@link #finished} must be called with it once. */
    record Next(String camera, Accepted frame) {}

    private static final class Lane {
        private final Deque<Accepted> waiting = new ArrayDeque<>();
        private int inWork;
    }

    /** In the order of their turns. */
    private final Map<String, Lane> lanes = new LinkedHashMap<>();

    private final int threads;
    private int inWork;
    private boolean isClosed;

    /** @param threads that take frames, at least 2 */
    CameraQueue(int threads) {
        this.threads = threads;
    }

    synchronized void add(Accepted frame) {
        String camera = frame.frame().line() + "/" + frame.frame().camera();
        lanes.computeIfAbsent(camera, name -> new Lane()).waiting.add(frame);
        notifyAll();
    }

    /**
     * The next frame; waits for one.
     *
     * @return empty when the queue has been closed
     */
    synchronized Optional<Next> take() throws InterruptedException {
        while (true) {
            if (isClosed) {
                return Optional.empty();
            }
            Optional<String> camera = next();
            if (camera.isPresent()) {
                // move the camera to the end of the order
                Lane lane = lanes.remove(camera.get());
                lanes.put(camera.get(), lane);
                lane.inWork++;
                inWork++;
                return Optional.of(new Next(camera.get(), lane.waiting.remove()));
            }
            wait();
        }
    }

    private Optional<String> next() {
        String best = null;
        int fewest = Integer.MAX_VALUE;
        for (Map.Entry<String, Lane> entry : lanes.entrySet()) {
            Lane lane = entry.getValue();
            boolean isCandidate = !lane.waiting.isEmpty() && (lane.inWork == 0 || inWork < threads - 1);
            if (isCandidate && lane.inWork < fewest) {
                best = entry.getKey();
                fewest = lane.inWork;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Call once for each frame taken, when its decoding has ended. */
    synchronized void finished(Next next) {
        Lane lane = lanes.get(next.camera());
        lane.inWork--;
        inWork--;
        if (lane.inWork == 0 && lane.waiting.isEmpty()) {
            lanes.remove(next.camera());
        }
        notifyAll();
    }

    /** Drops the waiting frames; {@link #take} then returns empty. */
    synchronized void close() {
        isClosed = true;
        lanes.values().forEach(lane -> lane.waiting.clear());
        notifyAll();
    }
}
