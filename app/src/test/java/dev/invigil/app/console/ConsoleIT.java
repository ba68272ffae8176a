// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.label.Label;
import dev.invigil.contracts.verdict.Decision;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console as an operator uses it: in Chromium, with keyboard and slider, on a real broker. */
@Timeout(180)
class ConsoleIT {
    private static final String MISSING = "chromium is not installed; install it with: apt-get install chromium";

    @TempDir
    private static Path scratch;

    private static ConsoleLine line;
    private static DrawnLine drawn;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.out.println("SKIPPED: ConsoleIT (" + MISSING + ")");
        }
        assumeTrue(chromium.isPresent(), MISSING);
        line = new ConsoleLine(scratch.resolve("kafka"));
        drawn = line.drawn();
        browser = new Browser(chromium.get());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : closeable()) {
            each.close();
        }
    }

    private static List<AutoCloseable> closeable() {
        List<AutoCloseable> all = new ArrayList<>();
        for (AutoCloseable each : new AutoCloseable[] {browser, drawn, line}) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }

    /** One story, in the order in which an operator lives it; each step needs the ones before. */
    @Test
    void shouldLeadAnOperatorFromTheFirstFrameToTheLabelOfADefect() throws Exception {
        browser.size(1280, 900);
        browser.open(line.page());
        soon().untilAsserted(() -> assertThat(browser.text("#sentence")).isEqualTo("No frame has arrived yet."));

        for (String camera : List.of("cam-1", "cam-2", "cam-3")) {
            drawn.good(camera, Product.CAP);
        }
        soon().untilAsserted(() ->
                assertThat(browser.text("#sentence")).isEqualTo("All 3 cameras are inspected; no incident is open."));

        String frame = drawn.defective("cam-2", Product.CAP, DefectKind.SCRATCH, Decision.REJECT);
        drawn.alert(
                "cam-2",
                AlertCause.CONSECUTIVE_REJECTS,
                AlertState.OPENED,
                Instant.now(),
                List.of(frame),
                "3 parts in a row were rejected");
        soon().untilAsserted(() -> assertThat(browser.text("#sentence"))
                .isEqualTo("All 3 cameras are inspected; 1 incident is open on cam-2."));
        assertThat(browser.text(".incident h3")).isEqualTo("Rejects in a row: cam-2");
        assertThat(browser.text(".incident .remedy")).isNotEmpty();
        assertThat(browser.text("#cards article:first-child h3")).isEqualTo("cam-2");
        assertThat(browser.text("#cards article:first-child .badge")).isEqualTo("1 open incident");

        // opens the frame of the incident
        browser.value("document.querySelector('.incident .thumb').focus()");
        browser.press("Enter");
        soon().untilAsserted(() -> {
            assertThat(browser.value("document.getElementById('viewer').open").asBoolean())
                    .isTrue();
            assertThat(width("frame-image")).isPositive();
            assertThat(width("heat-image")).isPositive();
            assertThat(browser.value("document.querySelectorAll('#regions .over').length")
                            .asInt())
                    .isEqualTo(1);
        });
        assertThat(browser.text("#viewer-decision")).isEqualTo("reject");

        // moves the slider
        assertThat(browser.value("document.activeElement.id").asText()).isEqualTo("wipe");
        String before = browser.value("document.getElementById('heat-image').style.clipPath")
                .asText();
        browser.press("End");
        String whole = browser.value("document.getElementById('heat-image').style.clipPath")
                .asText();
        browser.press("ArrowLeft");
        String almost = browser.value("document.getElementById('heat-image').style.clipPath")
                .asText();
        assertThat(List.of(before, whole, almost))
                .containsExactly("inset(0px 0px 0px 25%)", "inset(0px 0px 0px 0%)", "inset(0px 0px 0px 1%)");

        // overturns the verdict
        browser.value("document.getElementById('by').value = 'm.weber'");
        browser.press("g");
        soon().untilAsserted(() -> assertThat(browser.text("#viewer-said"))
                .isEqualTo("Saved: good, by m.weber. This overturns the verdict."));
        assertThat(line.labels().read().get(frame)).satisfies(label -> {
            assertThat(label.quality()).isEqualTo(Label.Quality.GOOD);
            assertThat(label.by()).isEqualTo("m.weber");
        });

        // changes its mind
        browser.press("u");
        soon().untilAsserted(() -> assertThat(browser.text("#viewer-said")).isEqualTo("The label is withdrawn."));
        assertThat(line.labels().read()).doesNotContainKey(frame);
        browser.press("Escape");
        assertThat(browser.value("document.getElementById('viewer').open").asBoolean())
                .isFalse();

        // goes through the queue with the keyboard
        String second = drawn.defective("cam-3", Product.CAP, DefectKind.STAIN, Decision.REVIEW);
        soon().untilAsserted(() -> assertThat(browser.value("document.querySelectorAll('#queue li').length")
                        .asInt())
                .isEqualTo(2));
        browser.value("document.querySelector('#queue button.open').focus()");
        browser.press("d");
        soon().untilAsserted(() -> assertThat(line.labels().read())
                .hasEntrySatisfying(second, label -> assertThat(label.quality()).isEqualTo(Label.Quality.DEFECTIVE)));
        browser.press("j");
        browser.press("Enter");
        soon().untilAsserted(() -> assertThat(browser.text("#viewer-facts")).contains(frame));
        browser.press("Escape");

        // finds a part
        browser.value(
                "document.getElementById('part').value = 'P4002'; document.getElementById('search-form').requestSubmit()");
        soon().untilAsserted(() -> assertThat(browser.text("#found")).contains("cam-2", "reject"));

        drawn.model();
        soon().untilAsserted(() -> assertThat(browser.text("#model")).contains("sample-line 4", "PROMOTE"));
        assertThat(browser.text("#thresholds")).contains("At most 1 % of the good parts are rejected");

        // nothing serious for people who cannot see well, or use no mouse
        for (boolean isDark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 390}) {
                browser.dark(isDark);
                browser.size(width, 844);
                assertThat(serious()).as("%d wide, dark: %s", width, isDark).isEmpty();
            }
        }
        browser.value("document.querySelector('.incident .thumb').click()");
        soon().untilAsserted(() -> assertThat(
                        browser.value("document.getElementById('viewer').open").asBoolean())
                .isTrue());
        assertThat(serious()).as("the viewer").isEmpty();
        assertThat(browser.value("document.documentElement.scrollWidth <= window.innerWidth")
                        .asBoolean())
                .as("a phone does not scroll sideways")
                .isTrue();

        // the broker goes and comes back; the page says so by itself
        browser.press("Escape");
        browser.size(1280, 900);
        line.broker().stop();
        soon().untilAsserted(() ->
                assertThat(browser.text("#sentence")).matches("No verdict for \\d+ s: the broker does not answer\\."));
        assertThat(browser.value("document.getElementById('state').className").asText())
                .isEqualTo("trouble");
        line.broker().start();
        soon().untilAsserted(() -> assertThat(browser.text("#sentence")).doesNotContain("broker"));
        drawn.good("cam-1", Product.CAP);
        soon().untilAsserted(() -> assertThat(browser.text("#sentence")).contains("cam-2"));

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allSatisfy(address -> assertThat(address)
                .startsWith(line.page()));
    }

    private static int width(String image) throws Exception {
        return browser.value("document.getElementById('" + image + "').naturalWidth")
                .asInt();
    }

    /** What axe finds that is serious or critical. */
    private static List<String> serious() throws Exception {
        if (browser.value("typeof axe").asText().equals("undefined")) {
            try (InputStream axe = ConsoleIT.class.getResourceAsStream("/axe.min.js")) {
                browser.value(new String(axe.readAllBytes(), UTF_8) + "; 0");
            }
        }
        JsonNode violations = browser.value(
                "axe.run({resultTypes: ['violations']}).then(result => result.violations.filter(violation => ['serious', 'critical'].includes(violation.impact))"
                        + ".map(violation => violation.id + ': ' + violation.nodes.map(node => node.target + ' ' + node.failureSummary).slice(0, 3).join(' | ')))");
        List<String> found = new ArrayList<>();
        violations.forEach(each -> found.add(each.asText()));
        return found;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
    }
}
