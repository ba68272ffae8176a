// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents refer to exists. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(#[^)\\s]*)?\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    @Test
    void shouldLinkToFilesAndHeadingsThatExist() throws IOException {
        for (Path document : Repository.documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                if (!links.group(1).contains(":")) {
                    Path target = links.group(1).isEmpty()
                            ? document
                            : document.resolveSibling(links.group(1)).normalize();
                    assertThat(target).as("%s in %s", links.group(), document).exists();
                    if (links.group(2) != null) {
                        assertThat(anchors(target))
                                .as("%s in %s", links.group(), document)
                                .contains(links.group(2));
                    }
                }
            }
        }
    }

    @Test
    void shouldNameTestsThatExist() throws IOException {
        Set<String> files;
        try (Stream<Path> all = Files.walk(Repository.ROOT)) {
            files = all.map(Path::toString)
                    // SelfTest is a command, not a test
                    .filter(file -> file.matches(".*/src/(test|main)/java/.*\\.java"))
                    .collect(Collectors.toSet());
        }
        for (Path document : Repository.documents()) {
            Matcher tests = TEST.matcher(Files.readString(document));
            while (tests.find()) {
                String name = tests.group(1);
                assertThat(files).as("%s in %s", tests.group(), document).anySatisfy(file -> {
                    assertThat(file).endsWith("/" + name + ".java");
                    if (tests.group(2) != null) {
                        assertThat(Files.readString(Path.of(file))).contains(" " + tests.group(2) + "(");
                    }
                });
            }
        }
    }

    /** The anchors of a document's headings, as GitHub makes them. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> "#"
                        + heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                                .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
