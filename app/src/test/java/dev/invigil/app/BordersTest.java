// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.invigil.contracts.verdict.UnscoredReason;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the borders that ARCHITECTURE.md draws between modules and packages. */
class BordersTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.invigil");

    private static final String KAFKA = "org.apache.kafka..";
    private static final String[] NATIVE_TENSORS = {"ai.djl..", "org.pytorch.."};

    /** Who may know whom among the modules. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.of(
            "contracts", Set.of(),
            "detector", Set.of(),
            "ingest", Set.of("contracts"),
            "alerts", Set.of("contracts"),
            "scorer", Set.of("contracts", "detector"),
            "trainer", Set.of("contracts", "detector"),
            "app", Set.of("contracts", "detector", "ingest", "alerts", "scorer", "trainer")));

    @Test
    void shouldSeeTheClassesOfEveryModule() {
        for (String module : MAY_USE.keySet()) {
            assertThat(OURS.that(resideInAPackage(of(module)))).as(module).isNotEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldUseOnlyTheModulesBelow() {
        return MAY_USE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String[] forbidden = MAY_USE.keySet().stream()
                            .filter(other -> !other.equals(entry.getKey()))
                            .filter(other -> !entry.getValue().contains(other))
                            .map(BordersTest::of)
                            .toArray(String[]::new);
                    if (forbidden.length > 0) {
                        check(noClasses()
                                .that()
                                .resideInAPackage(of(entry.getKey()))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(forbidden));
                    }
                }));
    }

    @Test
    void shouldKeepKafkaOutOfTheDetector() {
        check(noClasses()
                .that()
                .resideInAPackage(of("detector"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(KAFKA));
    }

    @Test
    void shouldKeepNativeTensorsOutOfContractsIngestAndAlerts() {
        check(noClasses()
                .that()
                .resideInAnyPackage(of("contracts"), of("ingest"), of("alerts"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NATIVE_TENSORS));
    }

    @Test
    void shouldTouchDjlInTheRuntimeOfTheDetectorOnly() {
        check(noClasses()
                .that(not(resideInAnyPackage("dev.invigil.detector.runtime..")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(NATIVE_TENSORS));
    }

    @Test
    void shouldStreamWithKafkaStreamsInAlertsOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(of("alerts"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams.."));
    }

    @Test
    void shouldRunTheBrokerInItsOwnPackageOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dev.invigil.app.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("kafka.."));
    }

    @Test
    void shouldHaveNoCyclesAmongPackages() {
        for (String module : MAY_USE.keySet()) {
            check(slices().matching("dev.invigil." + module + ".(**)")
                    .should()
                    .beFreeOfCycles()
                    // a reading of a frame names the reason that its verdict will carry
                    .ignoreDependency(resideInAPackage("dev.invigil.contracts.frame"), type(UnscoredReason.class)));
        }
    }

    @Test
    void shouldTakeRandomnessWithASeed() {
        check(noClasses().should().callConstructor(Random.class));
        check(noClasses().should().callMethod(Math.class, "random"));
    }

    @Test
    void shouldNotPrintStackTracesPastTheLog() {
        check(noClasses().should().callMethod(Throwable.class, "printStackTrace"));
    }

    @Test
    void shouldNameClassesByWhatTheyAre() {
        check(classes().should().haveNameNotMatching(".*(Utils?|Helper|Manager|Impl)"));
    }

    @Test
    void shouldKeepFieldsOutOfSight() {
        check(noFields().that().areNotStatic().should().bePublic());
    }

    private static String of(String module) {
        return "dev.invigil." + module + "..";
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(OURS);
    }
}
