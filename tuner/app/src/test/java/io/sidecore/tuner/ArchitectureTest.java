package io.sidecore.tuner;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.Serializable;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what the design says about who may know whom, and a few habits that a compiler does not check. */
class ArchitectureTest {

    private static final String ROOT = "io.sidecore";

    private static final JavaClasses SIDECORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Whoever else wants to wait takes a queue, a lock or an eventfd with a time limit, which a test can end. */
    private static final Set<String> MAY_SLEEP = Set.of("LoopRunner");

    /** Where the time of day enters; everybody else is given it. */
    private static final Set<String> MAY_TAKE_THE_TIME = Set.of("TrialClock");

    @ParameterizedTest
    @ValueSource(strings = {"collector", "policies", "tuner"})
    void everyPartIsLookedAt(String part) {
        assertFalse(SIDECORE.that(resideIn(part)).isEmpty(), "no class of " + part + " is on the class path");
    }

    @ParameterizedTest
    @CsvSource({
        "probes,    collector policies tuner vhostuser guests",
        "collector, policies tuner vhostuser guests",
        "policies,  tuner vhostuser guests",
        "vhostuser, policies tuner guests", // a process of its own, which outlives a tuner that dies
        "guests,    policies tuner",
    })
    void arrowsBetweenPartsGoOneWay(String part, String forbidden) {
        noClasses()
                .that(resideIn(part))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(forbidden.split(" ")))
                .allowEmptyShould(true)
                .check(SIDECORE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(SIDECORE);
    }

    @Test
    void policiesDoNoInputOrOutput() {
        noClasses()
                .that(resideIn("policies"))
                .and()
                .resideOutsideOfPackages(packages("policies.document", "policies.source"))
                .should()
                .dependOnClassesThat(are(inputOrOutput()))
                .check(SIDECORE);
    }

    @Test
    void policiesHaveNoClockOfTheirOwn() {
        noClasses()
                .that(resideIn("policies"))
                .should()
                .callMethodWhere(isCallOf(System.class, "nanoTime").or(isCallOf(Clock.class, "systemUTC")))
                .check(SIDECORE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Processor|Context)")
                .check(SIDECORE);
    }

    @Test
    void nobodySleepsButTheRunnerOfALoop() {
        noClasses()
                .that(areNotNamed(MAY_SLEEP))
                .should()
                .callMethodWhere(isCallOf(Thread.class, "sleep").or(isCallOf(TimeUnit.class, "sleep")))
                .check(SIDECORE);
    }

    @Test
    void timeOfDayIsGivenNotTaken() {
        noClasses()
                .that(areNotNamed(MAY_TAKE_THE_TIME))
                .should()
                .callMethodWhere(isCallOf(System.class, "currentTimeMillis").or(isCallOf(Instant.class, "now")))
                .check(SIDECORE);
    }

    @Test
    void publicFieldsDoNotChange() {
        fields().that().arePublic().should().beFinal().check(SIDECORE);
        fields().that().arePublic().should().notHaveRawType(isArray()).check(SIDECORE);
    }

    private static DescribedPredicate<JavaClass> resideIn(String part) {
        return JavaClass.Predicates.resideInAnyPackage(packages(part));
    }

    private static String[] packages(String... parts) {
        return Pattern.compile(" ")
                .splitAsStream(String.join(" ", parts))
                .map(part -> ROOT + "." + part + "..")
                .toArray(String[]::new);
    }

    /** Of java.io and java.nio all but what the language itself brings into every enum and lambda. */
    private static DescribedPredicate<JavaClass> inputOrOutput() {
        return JavaClass.Predicates.resideInAnyPackage("java.io..", "java.nio..", "java.net..")
                .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(Serializable.class)))
                .as("input or output");
    }

    /** Neither of these names, nor inside a class of one. */
    private static DescribedPredicate<JavaClass> areNotNamed(Set<String> names) {
        return DescribedPredicate.describe(
                "are none of " + names, type -> !names.contains(outermost(type).getSimpleName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    private static DescribedPredicate<JavaAccess<?>> isCallOf(Class<?> owner, String method) {
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + method,
                access -> access.getTargetOwner().isEquivalentTo(owner)
                        && access.getTarget().getName().equals(method));
    }

    private static DescribedPredicate<JavaClass> isArray() {
        return DescribedPredicate.describe("an array", JavaClass::isArray);
    }
}
