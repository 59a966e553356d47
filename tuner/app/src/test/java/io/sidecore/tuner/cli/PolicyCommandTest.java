package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.policies.source.BuiltInPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {

    @TempDir
    private Path directory;

    private final Cli cli = new Cli();

    private Path policy(String objective) throws IOException {
        String text = BuiltInPolicies.text("adaptive").replace("\"cpuPrice\"", objective + "\"cpuPrice\"");
        return Files.writeString(directory.resolve("mine.json"), text);
    }

    private int check(Path file) {
        return cli.run("policy", PolicyCommand::new, "check", file.toString());
    }

    @Test
    void aGoodFileIsSaidToBeGoodWithItsBoundAndItsClasses() throws IOException {
        Path plain = policy("");
        assertEquals(0, check(plain), cli::err);
        Path bounded = policy("\"p99BoundMicros\": 50, \"p99Price\": 0.5, \"classes\":"
                + " [{\"name\": \"db\", \"guests\": [\"db-*\", \"vm1\"], \"weight\": 3, \"delayWeight\": 0.4}], ");
        assertEquals(0, check(bounded), cli::err);
        assertEquals(
                plain + ": policy adaptive is good\n" + bounded
                        + ": policy adaptive is good; objective: p99 within 50 us;"
                        + " p99 price 0.5; class db (db-*, vm1): weight 3, delay 0.4\n",
                cli.out());
    }

    @Test
    void whatIsWrongIsOneLineWithTheFieldAndWhatWouldBeRight() throws IOException {
        Path file =
                policy("\"classes\": [{\"name\": \"db\", \"guests\": [\"db-*\"], \"weigth\": 3, \"weight\": -1}], ");
        assertEquals(1, check(file));
        String line = "sidecore policy check: " + file + ": /objective/classes/0/";
        assertEquals(
                line
                        + "weight is -1; want the worth of the class against others', above 0 and at most 1000; guests in no"
                        + " class have 1\n" + line + "weigth is unknown; want one of [delayWeight, guests, name,"
                        + " p99BoundMicros, throughputWeight, weight]\n",
                cli.err());
    }
}
