// SPDX-License-Identifier: Apache-2.0
package dev.invigil.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.invigil.detector.family.DetectorFamilies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the borders that ARCHITECTURE.md draws between modules and packages. */
class BordersTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.invigil");

    private static final String KAFKA = "org.apache.kafka..";
    private static final String[] NATIVE_TENSORS = {"ai.djl..", "org.pytorch.."};

    /** Who may know whom among the modules. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            entry("contracts"),
            entry("kit"),
            entry("detector"),
            entry("broker", "kit"),
            entry("benchmark", "detector"),
            entry("ingest", "contracts", "kit"),
            entry("alerts", "contracts", "kit"),
            entry("scorer", "contracts", "kit", "detector"),
            entry("console", "contracts", "kit", "detector"),
            entry("trainer", "contracts", "kit", "detector", "benchmark"),
            entry(
                    "app",
                    "contracts",
                    "kit",
                    "broker",
                    "detector",
                    "benchmark",
                    "ingest",
                    "alerts",
                    "console",
                    "scorer",
                    "trainer")));

    private static Map.Entry<String, Set<String>> entry(String module, String... others) {
        return Map.entry(module, Set.of(others));
    }

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
    void shouldKeepKafkaOutOfTheLibraries() {
        check(noClasses()
                .that()
                .resideInAnyPackage(of("detector"), of("benchmark"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(KAFKA));
    }

    @Test
    void shouldKeepNativeTensorsOutOfWhatTravelsAndOfTheKit() {
        check(noClasses()
                .that()
                .resideInAnyPackage(of("contracts"), of("kit"), of("broker"), of("ingest"), of("alerts"))
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

    /** Only the list of families names one; everything else goes through the port. */
    @Test
    void shouldKnowDetectorFamiliesByTheirPortOnly() {
        familyPackages()
                .forEach(family -> check(noClasses()
                        .that()
                        .resideOutsideOfPackage(family + "..")
                        .and()
                        .doNotHaveFullyQualifiedName("dev.invigil.detector.family.DetectorFamilies")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(family + "..")));
    }

    /** Names in code; help texts, which are strings of the command line, and comments may give examples. */
    @Test
    void shouldNotNameADetectorFamilyInCodeOutsideItsPackage() throws IOException {
        Pattern comment = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");
        Pattern helpText = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
        // a family's name may be an ordinary word, so it is looked for as a whole string and in the names of classes
        Pattern family = Pattern.compile("(?i)invad|uniad|arnet|"
                + DetectorFamilies.names().stream()
                        .map(name -> Pattern.quote("\"" + name + "\""))
                        .collect(Collectors.joining("|"))
                + "|"
                + familyPackages()
                        .map(BordersTest::lastOf)
                        .map(name -> name + "Family")
                        .collect(Collectors.joining("|")));
        Set<String> own =
                familyPackages().map(name -> "/detector/" + lastOf(name) + "/").collect(Collectors.toSet());
        List<Path> sources;
        try (Stream<Path> all = Files.walk(Repository.ROOT)) {
            sources = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> own.stream().noneMatch(file.toString()::contains))
                    .filter(file -> !file.endsWith("family/DetectorFamilies.java"))
                    .toList();
        }
        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(sources).allSatisfy(file -> {
            String code = comment.matcher(Files.readString(file)).replaceAll("");
            String searched = file.toString().contains("/app/cli/")
                    ? helpText.matcher(code).replaceAll("")
                    : code;
            assertThat(family.matcher(searched).find()).as(file.toString()).isFalse();
        });
    }

    private static Stream<String> familyPackages() {
        return DetectorFamilies.all().stream()
                .map(family -> family.getClass().getPackageName())
                .distinct();
    }

    private static String lastOf(String packageName) {
        return packageName.substring(packageName.lastIndexOf('.') + 1);
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
                .resideOutsideOfPackages("dev.invigil.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("kafka.."));
    }

    @Test
    void shouldHaveNoCyclesAmongPackages() {
        for (String module : MAY_USE.keySet()) {
            // "(**)" alone leaves out the module's root package
            check(slices().assignedFrom(packagesOf("dev.invigil." + module))
                    .should()
                    .beFreeOfCycles());
        }
    }

    /** One class computes decisions: the steps of a decision are called by it alone. */
    @Test
    void shouldDecideInTheInspectorOnly() {
        String decision = "dev.invigil.detector.decision.";
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(decision + "Inspector")
                .and()
                .doNotHaveFullyQualifiedName(decision + "Inspector$Found")
                .should()
                .callMethodWhere(target(owner(assignableTo(decision + "ProductCheck")))
                        .and(target(name("decide")))
                        .or(target(owner(assignableTo(decision + "ClassThreshold")))
                                .and(target(name("decide"))))
                        .or(target(owner(assignableTo("dev.invigil.detector.map.Regions")))
                                .and(target(name("above"))))
                        .or(target(owner(assignableTo("dev.invigil.detector.map.IgnoreMask")))
                                .and(target(name("applyTo"))))));
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(decision + "Inspector")
                .should()
                .callConstructorWhere(target(owner(assignableTo(decision + "Inspection")))
                        .or(target(owner(assignableTo(decision + "ScoredMap"))))));
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

    /** Each package of the module, its root package among them, is a slice. */
    private static SliceAssignment packagesOf(String root) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                return name.equals(root) || name.startsWith(root + ".")
                        ? SliceIdentifier.of(name)
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of " + root;
            }
        };
    }

    private static String of(String module) {
        return "dev.invigil." + module + "..";
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(OURS);
    }
}
