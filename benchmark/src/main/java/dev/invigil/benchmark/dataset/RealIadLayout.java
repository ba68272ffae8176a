// SPDX-License-Identifier: Apache-2.0
package dev.invigil.benchmark.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Real-IAD: {@code CLASS.json} beside the folder {@code CLASS}, which its paths are relative to; or as it is downloaded, the images in
 * {@code realiad_1024/CLASS} (or another size) and the lists in {@code realiad_jsons/realiad_jsons/CLASS.json}. Classes by name. Each part has images
 * from five sides, C1 to C5; the views of a part are the images of a folder whose names differ in that and in the time after it.
 */
final class RealIadLayout implements LayoutReader {
    /** Folders of images of the download, the size that the papers use first. */
    private static final List<String> IMAGES = List.of("realiad_1024", "realiad_512", "realiad_256", "realiad_raw");

    record Lists(List<Entry> train, List<Entry> test) {
        Lists {
            train = train == null ? List.of() : train;
            test = test == null ? List.of() : test;
        }
    }

    record Entry(
            @JsonProperty("image_path") String image,
            @JsonProperty("mask_path") String mask,
            @JsonProperty("anomaly_class") String defect) {
        private static final String NORMAL = "OK";
        /** {@code OK/S0001/audiojack_0001_OK_C1_20230922133033.jpg}. */
        private static final Pattern VIEW = Pattern.compile("(.*)_C\\d+_[^_/]*");

        /** @param folder of the class, below the data's root */
        IndexEntry in(String folder) {
            String named = defect == null || defect.isBlank() ? IndexEntry.UNNAMED_DEFECT : defect;
            return new IndexEntry(
                    below(folder, image),
                    named.equals(NORMAL) ? TestPhotograph.GOOD : named,
                    below(folder, mask),
                    sample());
        }

        private Optional<String> sample() {
            Matcher view = VIEW.matcher(image == null ? "" : image);
            return view.matches() ? Optional.of(view.group(1)) : Optional.empty();
        }

        private static String below(String folder, String path) {
            return path == null || path.isBlank() ? "" : folder + "/" + path;
        }
    }

    /** A list and the folder of its images. */
    private record Index(Path list, Path folder) {
        String product() {
            return DataNames.stem(list);
        }
    }

    @Override
    public boolean recognises(Path root) throws IOException {
        return !indexes(root).isEmpty();
    }

    @Override
    public boolean isIndexed() {
        return true;
    }

    @Override
    public void read(Path root, OptionalInt split, Listing listing) throws IOException {
        for (Index index : indexes(root)) {
            String product = index.product();
            String folder = root.relativize(index.folder).toString();
            listing.json(index.list, Lists.class).ifPresent(lists -> {
                listing.product(product);
                lists.train.forEach(entry -> listing.train(product, entry.in(folder)));
                lists.test.forEach(entry -> listing.test(product, entry.in(folder)));
            });
        }
    }

    /** Lists beside the folders of their classes; if there are none, those of the download. */
    private static List<Index> indexes(Path root) throws IOException {
        List<Index> beside = indexes(root, root);
        if (!beside.isEmpty()) {
            return beside;
        }
        List<Path> lists =
                List.of(root.resolve("realiad_jsons").resolve("realiad_jsons"), root.resolve("realiad_jsons"));
        for (String images : IMAGES) {
            for (Path list : lists) {
                List<Index> downloaded = indexes(list, root.resolve(images));
                if (!downloaded.isEmpty()) {
                    return downloaded;
                }
            }
        }
        return List.of();
    }

    private static List<Index> indexes(Path lists, Path images) throws IOException {
        List<Index> found = new ArrayList<>();
        for (Path list : DataFolder.files(lists)) {
            if (DataNames.ending(list).equals("json")) {
                String name = list.getFileName().toString();
                Path folder = images.resolve(name.substring(0, name.lastIndexOf('.')));
                // an archive that was unpacked into a folder of its own name
                Path inner = folder.resolve(folder.getFileName());
                if (Files.isDirectory(folder)) {
                    found.add(new Index(list, Files.isDirectory(inner) ? inner : folder));
                }
            }
        }
        return found;
    }
}
