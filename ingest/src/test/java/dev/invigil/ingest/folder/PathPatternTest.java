// SPDX-License-Identifier: Apache-2.0
package dev.invigil.ingest.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @Test
    void shouldReadCameraProductAndPart() {
        assertThat(PathPattern.parse("{camera}/{product}/{part}.jpg").match("cam-1/bottle/4711.jpg"))
                .contains(Map.of("camera", "cam-1", "product", "bottle", "part", "4711"));
    }

    @Test
    void shouldReadTheLayoutOfABenchmark() {
        PathPattern pattern = PathPattern.parse("{product}/test/{kind}/{part}.*");
        assertThat(pattern.match("pcb/test/missing hole/000.png"))
                .contains(Map.of("product", "pcb", "kind", "missing hole", "part", "000"));
        assertThat(pattern.match("pcb/train/good/000.png")).isEmpty();
        assertThat(pattern.match("pcb/ground_truth/missing hole/000_mask.png")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*.jpg,              a.jpg,       true",
        "*.jpg,              .jpg,        true",
        "*.jpg,              a.jpgx,      false",
        "*.jpg,              d/a.jpg,     false",
        "*.jpg,              aXjpg,       false",
        "**/a.jpg,           a.jpg,       true",
        "**/a.jpg,           x/y/a.jpg,   true",
        "**/a.jpg,           xa.jpg,      false",
        "x/**/a.jpg,         x/a.jpg,     true",
        "x/**/a.jpg,         x/y/z/a.jpg, true",
        "x/**,               x/y/a.jpg,   true",
        "x/**,               x,           false",
        "{part}/*/**/*.png,  p/q/a.png,   true",
        "{part}/*/**/*.png,  p/a.png,     false",
        "a(b)[c]+.png,       a(b)[c]+.png,true",
    })
    void shouldMatchWildcardsAsDocumented(String pattern, String path, boolean matches) {
        assertThat(PathPattern.parse(pattern).match(path).isPresent()).isEqualTo(matches);
    }

    @Test
    void shouldLeaveTheExtensionOutOfThePart() {
        PathPattern pattern = PathPattern.parse("{part}.*");
        assertThat(pattern.match("000.png")).contains(Map.of("part", "000"));
        assertThat(pattern.match("000.tar.png")).contains(Map.of("part", "000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "{a", "{}", "{a b}", "{a}/{a}"})
    void shouldRefuseWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> PathPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFillTemplatesWithTheVariables() {
        PathPattern pattern = PathPattern.parse("{product}/{kind}/{part}.*");
        Map<String, String> values = pattern.match("pcb/$1/\\7.png").orElseThrow();
        assertThat(NameTemplate.parse("{kind}-{part}", pattern).fill(values)).isEqualTo("$1-\\7");
        assertThat(NameTemplate.parse("cam-1", pattern).fill(values)).isEqualTo("cam-1");
        assertThatThrownBy(() -> NameTemplate.parse("{camera}", pattern))
                .hasMessageContaining("{camera}, which is not a variable of the pattern \"{product}/{kind}/{part}.*\"");
    }
}
