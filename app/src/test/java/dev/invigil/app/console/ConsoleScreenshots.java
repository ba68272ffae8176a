// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app.console;

import static org.awaitility.Awaitility.await;

import dev.invigil.app.sampleline.DefectKind;
import dev.invigil.app.sampleline.Product;
import dev.invigil.contracts.alert.AlertCause;
import dev.invigil.contracts.alert.AlertState;
import dev.invigil.contracts.verdict.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Draws the console's images for the documents: {@code scripts/console-screenshots}. No test: it checks nothing. */
class ConsoleScreenshots {
    private static final List<String> THREE = List.of("cam-1", "cam-2", "cam-3");
    private static final List<Product> PRODUCTS = List.of(Product.FLANGE, Product.BLISTER, Product.CAP);

    @TempDir
    private Path scratch;

    @Test
    void draw() throws Exception {
        Path folder = Path.of(System.getProperty("invigil.screenshots"));
        Files.createDirectories(folder);
        try (ConsoleLine line = new ConsoleLine(scratch.resolve("three"));
                DrawnLine drawn = line.drawn();
                Browser browser = new Browser(Browser.installed().orElseThrow())) {
            incident(line, drawn, browser, folder);
        }
        try (ConsoleLine line = new ConsoleLine(scratch.resolve("thirty"));
                DrawnLine drawn = line.drawn();
                Browser browser = new Browser(Browser.installed().orElseThrow())) {
            thirty(line, drawn, browser, folder);
        }
    }

    private static void incident(ConsoleLine line, DrawnLine drawn, Browser browser, Path folder) throws Exception {
        browser.open(line.page());
        drawn.model();
        for (int i = 0; i < 3; i++) {
            drawn.past(THREE.get(i), PRODUCTS.get(i), 600, i == 1 ? 13 : 60);
        }
        List<String> frames = new ArrayList<>();
        for (DefectKind kind : List.of(DefectKind.MISSING, DefectKind.FOREIGN, DefectKind.STAIN, DefectKind.DENT)) {
            drawn.good("cam-1", Product.FLANGE);
            frames.add(drawn.defective("cam-2", Product.BLISTER, kind, Decision.REJECT));
            drawn.defective("cam-3", Product.CAP, DefectKind.SCRATCH, Decision.REVIEW);
            drawn.good("cam-3", Product.CAP);
        }
        drawn.alert(
                "cam-3",
                AlertCause.SEQUENCE_GAP,
                AlertState.CLOSED,
                Instant.now().minusSeconds(700),
                List.of(),
                "2 frames are missing");
        drawn.alert(
                "cam-2",
                AlertCause.K_OF_N,
                AlertState.OPENED,
                Instant.now().minusSeconds(194),
                frames,
                "4 of the last 10 parts were rejected");
        settled(browser, "cam-2");
        four(browser, folder, "console-incident", 1500, () -> {
            drawn.good("cam-1", Product.FLANGE);
            drawn.defective("cam-2", Product.BLISTER, DefectKind.STAIN, Decision.REJECT);
            drawn.good("cam-3", Product.CAP);
        });
        browser.size(1280, 860);
        browser.dark(false);
        browser.value("document.querySelector('.incident .thumb').click()");
        await().until(() -> browser.value("document.getElementById('viewer').open"
                        + " && document.getElementById('heat-image').naturalWidth > 0")
                .asBoolean());
        drawn(browser);
        browser.screenshot(folder.resolve("console-viewer.png"), 860);
        browser.press("Escape");
        line.broker().stop();
        await().atMost(Duration.ofMinutes(4))
                .until(() -> browser.text("#sentence").matches("No verdict for (2[5-9]|[3-9].) s.*"));
        four(browser, folder, "console-broker-away", 900, () -> {});
        line.broker().start();
    }

    private static void thirty(ConsoleLine line, DrawnLine drawn, Browser browser, Path folder) throws Exception {
        browser.open(line.page());
        for (int n = 1; n <= 30; n++) {
            String camera = "cam-" + (n < 10 ? "0" : "") + n;
            if (n == 17) {
                drawn.part(
                        camera,
                        Product.CAP,
                        Optional.empty(),
                        Decision.PASS,
                        Instant.now().minusSeconds(98));
            } else {
                drawn.past(camera, PRODUCTS.get(n % 3), 60, n % 4 == 0 ? 17 : 0);
            }
        }
        List<String> frames = new ArrayList<>();
        for (DefectKind kind : List.of(DefectKind.CRACK, DefectKind.DENT, DefectKind.SCRATCH)) {
            frames.add(drawn.defective("cam-08", PRODUCTS.get(8 % 3), kind, Decision.REJECT));
        }
        goodParts(drawn);
        drawn.alert(
                "cam-08",
                AlertCause.CONSECUTIVE_REJECTS,
                AlertState.OPENED,
                Instant.now().minusSeconds(31),
                frames,
                "3 parts in a row were rejected");
        drawn.alert(
                "cam-17",
                AlertCause.SILENT_CAMERA,
                AlertState.OPENED,
                Instant.now().minusSeconds(38),
                List.of(),
                "no verdict for 60 s");
        settled(browser, "cam-17");
        four(browser, folder, "console-thirty", 1500, () -> goodParts(drawn));
    }

    /** One of each camera that sends. */
    private static void goodParts(DrawnLine drawn) throws Exception {
        for (int n = 1; n <= 30; n++) {
            if (n != 17) {
                drawn.good("cam-" + (n < 10 ? "0" : "") + n, PRODUCTS.get(n % 3));
            }
        }
    }

    /** What goes on while the images are drawn. */
    private interface Traffic {
        void send() throws Exception;
    }

    private static void four(Browser browser, Path folder, String name, int mostHeight, Traffic traffic)
            throws Exception {
        for (boolean isDark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 390}) {
                browser.dark(isDark);
                browser.size(width, width < 500 ? 844 : 900);
                traffic.send();
                drawn(browser);
                browser.screenshot(
                        folder.resolve(name + "-" + width + (isDark ? "-dark" : "-light") + ".png"), mostHeight);
            }
        }
    }

    private static void settled(Browser browser, String words) throws Exception {
        browser.size(1280, 900);
        await().atMost(Duration.ofMinutes(4))
                .until(() -> browser.text("main").contains(words)
                        && browser.text("#sentence").contains("incident"));
        drawn(browser);
    }

    /** Until the page has shown all its images for some seconds, in which several events have come. */
    private static void drawn(Browser browser) {
        await().atMost(Duration.ofMinutes(1)).during(Duration.ofSeconds(5)).until(() -> browser.value(
                        "[...document.images].every(image => image.complete)")
                .asBoolean());
    }
}
