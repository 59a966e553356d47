package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

    private static final String FULL = """
            {"workers": [{"worker": "w0"}, {"worker": "w1"}], "guests": [
              {"guest": "vm1", "queues": [{"queue": "vm1/tx0", "load": 0.5, "worker": "w0"}]},
              {"guest": "vm2", "queues": [{"queue": "vm2/tx0", "load": 0.4, "worker": "w0"}]}],
             "rules": {"guestsPerWorker": 7}}
            """;

    @TempDir
    Path directory;

    private final Cli cli = new Cli();

    private int plan(String text, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("instance.json"), text);
        String[] args =
                Stream.concat(Stream.of(file.toString()), Stream.of(options)).toArray(String[]::new);
        return cli.run("plan", PlanCommand::new, args);
    }

    @Test
    void aPlanIsATable() throws IOException {
        assertEquals(0, plan(FULL), cli::err);
        assertEquals("""
                1 move of 2 queues take the busiest worker from w0 at 90.0% to w0 at 50.0%, at the lower bound of 50.0%, which is the largest load that cannot be divided, on all workers.

                worker     load   queues   guests
                w0        50.0%        1        1
                w1        40.0%        1        1

                Moves:
                  vm2/tx0  w0 -> w1  (40.0%)
                """, cli.out());
    }

    @Test
    void aPlanIsAnObjectForPrograms() throws IOException {
        assertEquals(0, plan(FULL, "--json"), cli::err);
        JsonNode plan = new ObjectMapper().readTree(cli.out());
        assertEquals(
                "{\"vm1/tx0\":\"w0\",\"vm2/tx0\":\"w1\"}",
                plan.get("assignment").toString());
        assertEquals(
                "[{\"queue\":\"vm2/tx0\",\"from\":\"w0\",\"to\":\"w1\",\"load\":0.4}]",
                plan.get("moves").toString());
        assertEquals(0.5, plan.at("/lower_bound/load").asDouble());
        assertTrue(plan.get("feasible").asBoolean());
    }

    @Test
    void whatCannotBePlacedIsNamedAndIsExitCodeOne() throws IOException {
        assertEquals(
                1,
                plan(FULL.replace("\"guestsPerWorker\": 7", "\"guestsPerWorker\": 1")
                        .replace("{\"worker\": \"w0\"}, ", "")));
        assertTrue(cli.out().endsWith("""

                                Rules that cannot be held:
                                  vm2 (guestsPerWorker): 1 of the 1 workers that may serve it have 1 guests, the limit; no worker for vm2/tx0
                                """), cli::out);
    }

    @Test
    void aWrongInstanceIsExitCodeTwoWithALineForEachProblem() throws IOException {
        assertEquals(2, plan(FULL.replace("0.5", "-1").replace("\"guestsPerWorker\": 7", "\"guestsPerWorker\": 0")));
        String file = directory.resolve("instance.json").toString();
        assertEquals(
                "sidecore plan: " + file
                        + ": /guests/0/queues/0/load is -1; want the share of a plain worker that it needs"
                        + " on its own node, 0 or more; 1 is a whole worker\n"
                        + "sidecore plan: " + file
                        + ": /rules/guestsPerWorker is 0; want the most guests that one worker"
                        + " serves, a whole number from 1 to 100000\n",
                cli.err());
    }

    @Test
    void aFileThatIsNotThereIsExitCodeTwo() {
        assertEquals(2, cli.run("plan", PlanCommand::new, "/nowhere/i.json"));
        assertEquals("sidecore plan: /nowhere/i.json: no such file; want an instance file\n", cli.err());
    }

    @Test
    void theExampleOfTheHelpWorksAsItStands() throws IOException {
        assertEquals(0, cli.run("plan", PlanCommand::new, "--help"));
        Matcher example =
                Pattern.compile("echo '(.*)' > instance.json", Pattern.DOTALL).matcher(cli.out());
        assertTrue(example.find(), cli::out);
        assertEquals(0, plan(example.group(1)), cli::err);
    }
}
