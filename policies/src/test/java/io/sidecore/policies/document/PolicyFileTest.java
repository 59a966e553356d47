package io.sidecore.policies.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.policies.Objective;
import io.sidecore.policies.Stories;
import io.sidecore.policies.objective.GuestClass;
import io.sidecore.policies.objective.NamePattern;
import io.sidecore.policies.source.BuiltInPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {

    private static final String SHARED = Stories.resource("/policies/shared.json");
    private static final String ADAPTIVE = Stories.resource("/policies/adaptive.json");

    private static final GuestClass DATABASES = new GuestClass(
            "db",
            List.of(new NamePattern("db-*"), new NamePattern("vm1")),
            3,
            OptionalDouble.of(40),
            OptionalDouble.empty(),
            OptionalDouble.empty());

    private static final GuestClass BACKUPS = new GuestClass(
            "backup",
            List.of(new NamePattern("backup-*")),
            0.5,
            OptionalDouble.of(100_000),
            OptionalDouble.empty(),
            OptionalDouble.of(0));

    @TempDir
    Path directory;

    private static String problems(String text) {
        return String.valueOf(assertThrows(PolicyException.class, () -> PolicyFile.parse("p.json", text))
                .getMessage());
    }

    @Test
    void readsWhatIsPublished() {
        assertEquals(
                new PolicyDocument(
                        "shared",
                        "seven guests to a sleeping, unpinned worker, of equal cgroups: the shared vhost RFC of 2015",
                        new Parameters.Fixed(7, 1024, Spread.FILL, true, PollMode.SLEEP, Pin.NONE, List.of(), Set.of()),
                        new Objective(1, 0.2, 0.3, 2, 1000),
                        new Guards(1, 0, 1000, 60_000),
                        Optional.empty()),
                PolicyFile.parse("shared.json", SHARED));
        PolicyDocument adaptive = PolicyFile.parse("adaptive.json", ADAPTIVE);
        assertEquals(new Parameters.Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200), adaptive.parameters());
        assertEquals(new Guards(2, 0, 2, 600_000), adaptive.guards());
        assertEquals(Optional.of(new Judging(8, 2, 0.02, 0.02, 600_000, 2, 7_200_000)), adaptive.judge());
    }

    /** The one of the README. */
    @Test
    void readsABoundAndClasses() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        int from = readme.indexOf("    \"objective\": {");
        String example = readme.substring(from, readme.indexOf("\n    }", from) + "\n    }".length());
        String text = SHARED.replaceFirst("(?s)\"objective\": \\{.*?}", Matcher.quoteReplacement(example.strip()));
        PolicyDocument document = PolicyFile.parse("p.json", text);
        assertEquals(
                new Objective(1, 0.2, 0.3, 2, 1000, OptionalDouble.of(200), 0.5, List.of(DATABASES, BACKUPS)),
                document.objective());
        assertEquals(
                "seven guests to a sleeping, unpinned worker, of equal cgroups: the shared vhost RFC of 2015; objective:"
                        + " p99 within 200 us; p99 price 0.5; class db (db-*, vm1): weight 3, p99 within 40 us; class"
                        + " backup (backup-*): weight 0.5, p99 within 100000 us, delay 0",
                document.inWords());
    }

    @Test
    void theAdaptivePolicyMatchesCgroupsIfToldTo() {
        String matching = ADAPTIVE.replace("\"spinMicros\": 50,", "\"spinMicros\": 50, \"matchCgroups\": true,");
        assertEquals(
                new Parameters.Adaptive(0.8, 0.95, 0.2, 0.3, 500, 0.6, 50, 200, true),
                PolicyFile.parse("p.json", matching).parameters());
        assertEquals(
                "p.json: /parameters/matchCgroups is \"yes\"; want true if guests of different cgroups are never brought"
                        + " together (those of unknown ones only with each other), else false",
                problems(matching.replace("\"matchCgroups\": true", "\"matchCgroups\": \"yes\"")));
    }

    @Test
    void theSchemaIsAValidSchema() throws IOException {
        var result = new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .validate(
                        (Object) new ObjectMapper()
                                .readTree("{\"$ref\": \"https://json-schema.org/draft/2020-12/schema\"}"),
                        (Object) new ObjectMapper().readTree(Stories.resource("/policies/policy.schema.json")));
        assertTrue(result.isValid(), () -> result.getErrors().get(0).getError());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "guestsPerWorker": 7    | "guestsPerWorker": 0    | p.json: /parameters/guestsPerWorker is 0; want the most guests that one worker serves, a whole number from 1 to 1024
            "guestsPerWorker": 7    | "guestsPerWorker": 7.5  | p.json: /parameters/guestsPerWorker is 7.5; want the most guests that one worker serves, a whole number from 1 to 1024
            "guestsPerWorker": 7    | "guestsPerWorker": "7"  | p.json: /parameters/guestsPerWorker is "7"; want the most guests that one worker serves, a whole number from 1 to 1024
            "guestsPerWorker": 7    | "guestsPerWorker": null | p.json: /parameters/guestsPerWorker is null; want the most guests that one worker serves, a whole number from 1 to 1024
            "guestsPerWorker": 7,   |                         | p.json: /parameters/guestsPerWorker is missing; want the most guests that one worker serves, a whole number from 1 to 1024
            "mode": "sleep"         | "mode": "spin=0us"      | p.json: /parameters/mode is "spin=0us"; want "poll", "sleep" or "spin=50us" (1 to 1000000 us)
            "mode": "sleep"         | "mode": "doze"          | p.json: /parameters/mode is "doze"; want "poll", "sleep" or "spin=50us" (1 to 1000000 us)
            "pin": "none"           | "pin": "all"            | p.json: /parameters/pin is "all"; want "none", "io-cores" (one to each), "all-io-cores" (each on any), "cpus" (one to each) or a list as in "2-3,8" (one to each)
            "mode": "sleep"         | "spread": "near", "mode": "sleep" | p.json: /parameters is {"guestsPerWorker":7,"matchCgroups":true,"spread":"near","mo...; want spread "near" needs pin "cpus", "io-cores" or a list of CPUs: "none"
            "mode": "sleep"         | "groups": [["a"], ["a"]], "mode": "sleep" | p.json: /parameters is {"guestsPerWorker":7,"matchCgroups":true,"groups":[["a"],["a...; want groups must name each guest once: [[a], [a]]
            "mode": "sleep"         | "groups": [["a"]], "mode": "sleep" | p.json: /parameters is {"guestsPerWorker":7,"matchCgroups":true,"groups":[["a"]],"m...; want groups say by themselves who shares a worker, so leave out spread, matchCgroups and maxWorkers: fill, true, 1024
            "matchCgroups": true, "mode": "sleep" | "groups": [["a"]], "spread": "even", "mode": "sleep" | p.json: /parameters is {"guestsPerWorker":7,"groups":[["a"]],"spread":"even","mode"...; want groups say by themselves who shares a worker, so leave out spread, matchCgroups and maxWorkers: even, false, 1024
            "matchCgroups": true, "mode": "sleep" | "groups": [["a"]], "maxWorkers": 3, "mode": "sleep" | p.json: /parameters is {"guestsPerWorker":7,"groups":[["a"]],"maxWorkers":3,"mode":...; want groups say by themselves who shares a worker, so leave out spread, matchCgroups and maxWorkers: fill, false, 3
            "matchCgroups": true, "mode": "sleep", "pin": "none" | "spread": "near", "maxWorkers": 3, "mode": "sleep", "pin": "cpus" | p.json: /parameters is {"guestsPerWorker":7,"spread":"near","maxWorkers":3,"mode":"...; want spread "near" says by itself who shares a worker, so leave out matchCgroups and maxWorkers: false, 3
            "mode": "sleep"         | "expects": ["posted"], "mode": "sleep" | p.json: /parameters/expects/0 is "posted"; want "posted-interrupts"
            "mode": "sleep"         | "maxWorkers": 0, "mode": "sleep" | p.json: /parameters/maxWorkers is 0; want the most workers, a whole number from 1 to 1024
            "pin"                   | "pinn"                  | p.json: /parameters/pin is missing; want "none", "io-cores" (one to each), "all-io-cores" (each on any), "cpus" (one to each) or a list as in "2-3,8" (one to each); p.json: /parameters/pinn is unknown; want one of [expects, groups, guestsPerWorker, matchCgroups, maxWorkers, mode, pin, spread]
            "kind": "fixed"         | "kind": "static"        | p.json: /kind is "static"; want "fixed", "adaptive", "iocm", "ovs-auto-lb" or "spdk-dynamic"
            "kind": "fixed",        |                         | p.json: /kind is missing; want "fixed", "adaptive", "iocm", "ovs-auto-lb" or "spdk-dynamic"
            "name": "shared"        | "name": "Shared!"       | p.json: /name is "Shared!"; want 1 to 31 lower-case letters, digits and '-', as in my-policy
            "cpuPrice": 0.3         | "cpuPrice": -0.3        | p.json: /objective/cpuPrice is -0.3; want the price of one CPU for up to 8 guests, 0 to 1000
            "cpuPrice": 0.3         | "p99Price": 0.5, "cpuPrice": 0.3 | p.json: /objective is {"throughputWeight":1.0,"delayWeight":0.2,"p99Price":0.5,"cp...; want p99Price needs a p99BoundMicros, of the objective or of a class: 0.5
            "cpuPrice": 0.3         | "p99BoundMicros": 0, "cpuPrice": 0.3 | p.json: /objective/p99BoundMicros is 0; want the p99 delay that no queue shall exceed, in microseconds, above 0
            "cpuPrice": 0.3         | "classes": [{"name": "db", "guests": [], "weight": 0, "prio": 1}], "cpuPrice": 0.3 | p.json: /objective/classes/0/guests is []; want a list of one or more guests' names, as in ["vm1", "db-*"]; p.json: /objective/classes/0/prio is unknown; want one of [delayWeight, guests, name, p99BoundMicros, throughputWeight, weight]; p.json: /objective/classes/0/weight is 0; want the worth of the class against others', above 0 and at most 1000; guests in no class have 1
            "cpuPrice": 0.3         | "classes": [{"name": "a", "guests": ["x"], "weight": 1}, {"name": "a", "guests": ["y"], "weight": 1}], "cpuPrice": 0.3 | p.json: /objective is {"throughputWeight":1.0,"delayWeight":0.2,"classes":[{"name"...; want each class needs a name of its own, and "default" is that of guests in none: "a"
            "persistence": 1        | "persistence": 0        | p.json: /guards/persistence is 0; want the observations in a row that must ask for a change, a whole number from 1 to 1000
            "guards": {             | "judge": {}, "guards": {| p.json: /judge is {}; want no judge, since a fixed policy's changes are imposed; p.json: /judge/minGain is missing; want the least gain of utility that counts, above 0 and at most 100; p.json: /judge/penaltyGrowth is missing; want by how much each further wait grows, 1 to 100; p.json: /judge/penaltyMaxMillis is missing; want the longest wait in milliseconds, a whole number from 0 to 86400000; p.json: /judge/penaltyMillis is missing; want the milliseconds to wait after an undone change, a whole number from 0 to 86400000; p.json: /judge/settleWindows is missing; want the observations to skip after a change, a whole number from 0 to 1000; p.json: /judge/significance is missing; want the chance to err that is accepted, above 0 and at most 0.5; p.json: /judge/windows is missing; want the observations to compare on either side, a whole number from 4 to 1000
            """)
    void saysWhereWhatAndWhatWouldBeRight(String right, String wrong, String problems) {
        String text = SHARED.replace(right, wrong == null ? "" : wrong);
        assertEquals(problems.replace("; p.json", "\np.json"), problems(text));
    }

    @Test
    void reportsAllProblemsAtOnce() {
        assertEquals("""
                p.json: /guards is 3; want an object with persistence, cooldownMillis, maxFlaps and flapWindowMillis
                p.json: /name is missing; want 1 to 31 lower-case letters, digits and '-', as in my-policy
                p.json: /objective is missing; want an object with throughputWeight, delayWeight, cpuPrice, \
                kickCostMicros and idlePacketsPerSecond
                p.json: /parameters/mode is 1; want "poll", "sleep" or "spin=50us" (1 to 1000000 us)
                p.json: /parameters/pin is missing; want "none", "io-cores" (one to each), "all-io-cores" (each on any), \
                "cpus" (one to each) or a list as in "2-3,8" (one to each)
                p.json: /polices is unknown; want one of [$schema, guards, judge, kind, name, objective, parameters, \
                summary]
                p.json: /summary is ""; want one line of 1 to 200 letters""", problems("""
                        {"summary": "", "kind": "fixed", "parameters": {"guestsPerWorker": 3, "mode": 1},
                         "guards": 3, "polices": []}"""));
    }

    @Test
    void reportsHowFieldsDoNotGoTogetherForAllBlocksAtOnce() {
        String text = ADAPTIVE.replace("\"maxLoad\": 0.8", "\"maxLoad\": 0.99")
                .replace("\"penaltyMaxMillis\": 7200000", "\"penaltyMaxMillis\": 10")
                .replace("\"cooldownMillis\": 0", "\"cooldownMillis\": 700000");
        String[] lines = problems(text).split("\n", -1);
        assertEquals(3, lines.length, problems(text));
        assertTrue(
                lines[0].endsWith("want maxLoad must be below saturatedLoad (0.95), or what was just merged would be"
                        + " split again: 0.99"),
                lines[0]);
        assertTrue(lines[1].startsWith("p.json: /guards is {\"persistence\":2,\"cooldownMillis\":700000,"), lines[1]);
        assertTrue(lines[2].endsWith("penaltyMaxMillis must be at least penaltyMillis (600000): 10"), lines[2]);
    }

    @Test
    void readsWhatIsPublishedOfPeers() {
        BuiltInPolicies builtIn = new BuiltInPolicies();
        assertEquals(
                new Parameters.Iocm(
                        100, 0, 4, 0.5, 0.2, 0.12, 1, 0.05, 0.8, 1, 1.3, 1600, 20, 0.6, 7.5, 5, 5, 0.01, 2.2e9, 20, 2,
                        5),
                builtIn.get("iocm").parameters());
        assertEquals(
                new Parameters.OvsAutoLb(5000, 95, 12, 60_000, 25),
                builtIn.get("ovs-auto-lb").parameters());
        assertEquals(
                new Parameters.SpdkDynamic(1000, 20, 80, 95),
                builtIn.get("spdk-dynamic").parameters());
        assertEquals(Optional.empty(), builtIn.get("iocm").judge());
    }

    @Test
    void theJudgeOfAPeerIsRefused() {
        String judge = ADAPTIVE.substring(ADAPTIVE.indexOf("\"judge\""), ADAPTIVE.lastIndexOf('}'));
        String text = Stories.resource("/policies/iocm.json").replace("\"guards\"", judge.strip() + ", \"guards\"");
        assertTrue(
                problems(text).endsWith("want no judge, since IOcm regrets its moves by itself"), () -> problems(text));
    }

    @Test
    void onlyAHostWithPostedInterruptsMakesElvisPosted() {
        Parameters.Fixed posted = assertInstanceOf(
                Parameters.Fixed.class,
                new BuiltInPolicies().get("elvis-posted").parameters());
        assertEquals(Set.of(HostFeature.POSTED_INTERRUPTS), posted.expects());
        assertEquals(PollMode.POLL, posted.mode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "io-cores", "all-io-cores", "cpus", "2-3,8"})
    void aPinIsReadAsItIsWritten(String text) {
        assertEquals(text, Pin.parse(text).toString());
    }

    @Test
    void adaptiveNeedsAJudge() {
        String text = ADAPTIVE.substring(0, ADAPTIVE.indexOf(",\n  \"judge\"")) + "}";
        assertEquals(
                "p.json: /judge is missing; want an object with windows, settleWindows, minGain, significance and the"
                        + " penalties, since an adaptive policy's changes are judged",
                problems(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n"})
    void emptyIsNoPolicy(String text) {
        assertEquals("p.json: is empty; want a policy as JSON", problems(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "3", "\"shared\""})
    void otherJsonIsNoPolicy(String text) {
        assertEquals(
                "p.json: / is " + text
                        + "; want a JSON object with name, summary, kind, parameters, objective and guards",
                problems(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name": "x",}            | p.json: line 1, column 14: Unexpected character
            {"name": "x"              | p.json: line 1, column 13: Unexpected end-of-input: expected close marker for Object; want valid JSON
            {"name": "x", "name": "y"}| p.json: line 1, column 21: Duplicate
            {} {}                     | p.json: line 1, column 4: Trailing token
            """)
    void brokenJsonIsOneLineWithItsPlace(String text, String start) {
        String problems = problems(text);
        assertTrue(problems.startsWith(start), problems);
        assertTrue(problems.endsWith("; want valid JSON"), problems);
        assertEquals(1, problems.lines().count(), problems);
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        Path missing = directory.resolve("none.json");
        assertEquals(
                missing + ": no such file; want a policy file",
                assertThrows(PolicyException.class, () -> PolicyFile.read(missing))
                        .getMessage());
        Path binary = Files.write(directory.resolve("binary.json"), new byte[] {'{', (byte) 0xff, '}'});
        assertEquals(
                binary + ": is not UTF-8 text; want a policy as JSON",
                assertThrows(PolicyException.class, () -> PolicyFile.read(binary))
                        .getMessage());
        Path large = Files.write(directory.resolve("large.json"), new byte[(1 << 20) + 1]);
        assertEquals(
                large + ": has 1048577 bytes; want a policy of at most 1048576",
                assertThrows(PolicyException.class, () -> PolicyFile.read(large))
                        .getMessage());
    }

    @Test
    void everyBuiltInPolicyIsValid() {
        BuiltInPolicies builtIn = new BuiltInPolicies();
        for (String name : builtIn.names()) {
            assertEquals(name, builtIn.get(name).name());
        }
    }
}
