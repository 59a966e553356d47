package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Bad input to {@code sidecore guests} is one line that names it and says what would be right. */
class GuestsCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine(Map.of("guests", GuestsCommand::new), args);
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        --load slow | no such load: 'slow' (want mixed, stream, rr, onoff, or a JSON file)
        --guests 3 | guests must be an even number in [2,1000]: 3
        --ring-size 100 | ring size must be a power of two in [2,32768]: 100
        --seconds 0 | measured time must be longer than 0: PT0S
        --warmup -1 | --warmup must be in [0,1e6] seconds: -1.0
        --threads 0 | threads must be in [1,128]: 0
        --idle nap | Invalid value for option '--idle': 'nap' is none of spin, sleep
        --tx three | Invalid value for option '--tx': 'three' is none of one, two, indirect
        -o xml | Invalid value for option '--output': 'xml' is none of json, table
        --cpus x | Invalid value for option '--cpus': not a CPU list: 'x' (want something like 0-3,8)
        """)
    void badOptionsAreNamed(String options, String message) {
        String[] args = ("guests --sockets /nowhere " + options).split(" ", -1);
        assertEquals(2, run(args));
        assertEquals("sidecore guests: " + message + "; see sidecore guests --help\n", err.toString());
    }

    @Test
    void socketsMustBeGivenInOneWay() {
        assertEquals(2, run("guests"));
        assertTrue(err.toString().startsWith("sidecore guests: Error: Missing required argument"), err::toString);
    }

    @Test
    void aSocketForEveryGuest() {
        assertEquals(2, run("guests", "--load", "rr", "--guests", "4", "--socket", "a", "--socket", "b"));
        assertEquals(
                "sidecore guests: load rr has 4 guests, but there are 2 sockets; see sidecore guests --help\n",
                err.toString());
    }

    @Test
    void aLoadFileIsCheckedWhole() throws IOException {
        Path file = directory.resolve("my.json");
        Files.writeString(file, "{\"flows\": [{\"kind\": \"rr\", \"from\": \"a\", \"to\": \"b\", \"window\": 1}]}");
        assertEquals(2, run("guests", "--sockets", "/nowhere", "--load", file.toString()));
        assertEquals(
                "sidecore guests: " + file + ": flows[0]: window must be in [4,32768]: 1; see sidecore guests --help\n",
                err.toString());
    }
}
