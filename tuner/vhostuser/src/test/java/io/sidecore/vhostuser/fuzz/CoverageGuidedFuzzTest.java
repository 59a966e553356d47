package io.sidecore.vhostuser.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sidecore.vhostuser.server.MessagesSeeds;
import io.sidecore.vhostuser.server.MessagesTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a guest and its frontend can say, as a fuzzer that sees which code it reaches says it. Every day for a few seconds
 * and from the same seed; now and then for longer:
 *
 * <pre>{@code
 * mvn -pl tuner/vhostuser -am test -Dtest=CoverageGuidedFuzzTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dsidecore.fuzz.seconds=600 -Dsidecore.fuzz.seed=$RANDOM
 * }</pre>
 *
 * <p>What it finds is saved in target/fuzz, one folder for each target. 600 s for each is as long as the tests' own limit
 * lets it run; it goes on with what it has learned.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class CoverageGuidedFuzzTest {

    private static final String SECONDS = System.getProperty("sidecore.fuzz.seconds", "15");
    private static final String SEED = System.getProperty("sidecore.fuzz.seed", "1");

    private static final List<String> LIMITS = List.of("-max_total_time=" + SECONDS, "-seed=" + SEED);

    @BeforeEach
    void jazzerIsThere() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "Jazzer for Linux comes for x86-64 only");
    }

    private static void assertFindsNothing(Fuzzer fuzzer) throws IOException, InterruptedException {
        assertEquals("", fuzzer.run(LIMITS).orElse(""));
    }

    @Test
    void ringsWhateverIsInThem() throws IOException, InterruptedException {
        assertFindsNothing(new Fuzzer(RingTarget.class.getName()));
    }

    @Test
    void messagesWhateverTheyAre() throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(MessagesTarget.class.getName());
        int number = 0;
        for (byte[] seed : MessagesSeeds.all()) {
            fuzzer.addSeed("seed-" + number++, seed);
        }
        assertFindsNothing(fuzzer);
    }

    @ParameterizedTest
    @CsvSource({"wild, SIGSEGV", "exception, java.lang.AssertionError: planted"})
    void aMistakeIsFound(String mistake, String words) throws IOException, InterruptedException {
        Fuzzer fuzzer = new Fuzzer(PlantedTarget.class.getName());
        fuzzer.addSeed("seed", mistake.getBytes(StandardCharsets.UTF_8));
        Optional<String> found = fuzzer.run(List.of("-runs=100"));
        assertTrue(found.orElse("nothing").contains(words), () -> found.orElse("nothing"));
        assertTrue(found.orElse("").matches("(?s)exit code [0-9]+, input saved as .*/crash-.*"), found::toString);
    }
}
