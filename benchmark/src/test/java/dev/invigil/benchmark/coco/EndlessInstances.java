// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.coco;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A program of its own, with a heap of its own: reads annotations as large as those of train2017, made while they are read. */
final class EndlessInstances {
    static final int IMAGES = 118_287;
    private static final int ANNOTATIONS = 860_001;
    private static final int CATEGORIES = 80;
    private static final String POLYGON = "[[" + "123.45,678.9,".repeat(35) + "1,2]]";

    private EndlessInstances() {}

    public static void main(String[] arguments) throws IOException {
        Iterator<String> parts = text();
        Instances instances = InstancesReader.read(new TextStream(parts), "made up", InstancesReader.Depth.LABELS);
        System.out.println(instances.images().size() + " images");
    }

    private static Iterator<String> text() {
        return IntStream.rangeClosed(0, IMAGES + ANNOTATIONS + CATEGORIES)
                .mapToObj(EndlessInstances::part)
                .iterator();
    }

    private static String part(int index) {
        int annotation = index - IMAGES;
        int category = annotation - ANNOTATIONS;
        if (annotation < 0) {
            return (index == 0 ? "{\"images\":[" : ",") + "{\"id\":" + 5 * index + ",\"file_name\":\"" + index
                    + ".jpg\",\"width\":640,\"height\":480}";
        }
        if (category < 0) {
            return (annotation == 0 ? "],\"annotations\":[" : ",") + "{\"segmentation\":" + POLYGON + ",\"image_id\":"
                    + 5 * (annotation % IMAGES) + ",\"category_id\":" + annotation % CATEGORIES + "}";
        }
        if (category < CATEGORIES) {
            return (category == 0 ? "],\"categories\":[" : ",") + "{\"id\":" + category + "}";
        }
        return "]}";
    }

    /** The parts one after the other. */
    private static final class TextStream extends InputStream {
        private final Iterator<String> parts;
        private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);

        TextStream(Iterator<String> parts) {
            this.parts = parts;
        }

        @Override
        public int read() {
            return advance() ? part.read() : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return advance() ? part.read(target, offset, length) : -1;
        }

        private boolean advance() {
            while (part.available() == 0 && parts.hasNext()) {
                part = new ByteArrayInputStream(parts.next().getBytes(UTF_8));
            }
            return part.available() > 0;
        }
    }
}
