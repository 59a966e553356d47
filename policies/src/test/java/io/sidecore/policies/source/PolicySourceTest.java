package io.sidecore.policies.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.policies.Stories;
import io.sidecore.policies.document.Parameters;
import io.sidecore.policies.document.PolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicySourceTest {

    private static final String KNOWN = "adaptive, affinity, dedicated, elvis, elvis-posted, elvis-sharing, iocm,"
            + " ovs-auto-lb, per-cpu, shared, spdk-dynamic, workqueue";
    private static final String SHARED = Stories.resource("/policies/shared.json");

    private final BuiltInPolicies builtIn = new BuiltInPolicies();

    @TempDir
    Path directory;

    private static String refusal(PolicySource source, String name) {
        return String.valueOf(
                assertThrows(PolicyException.class, () -> source.get(name)).getMessage());
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertEquals("no policy is called 'adaptiv'; known are " + KNOWN, refusal(builtIn, "adaptiv"));
    }

    @Test
    void aDropInAddsAndReplaces() throws IOException {
        Files.writeString(directory.resolve("mine.json"), SHARED.replace("\"shared\"", "\"mine\""));
        Files.writeString(
                directory.resolve("shared.json"), SHARED.replace("\"guestsPerWorker\": 7", "\"guestsPerWorker\": 3"));
        PolicySource source = new PolicyDirectory(directory, builtIn);
        assertEquals(List.of(KNOWN.replace("ovs", "mine, ovs").split(", ", -1)), source.names());
        assertEquals("mine", source.get("mine").name());
        assertEquals(
                3,
                assertInstanceOf(Parameters.Fixed.class, source.get("shared").parameters())
                        .guestsPerWorker());
        assertEquals(
                1,
                assertInstanceOf(Parameters.Fixed.class, source.get("dedicated").parameters())
                        .guestsPerWorker());
    }

    @Test
    void aFileMustBearItsPolicysName() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.json"), SHARED);
        assertEquals(
                file + ": /name is \"shared\"; want \"mine\", the name of the file",
                refusal(new PolicyDirectory(directory, builtIn), "mine"));
    }

    @Test
    void namesDoNotLeadOutOfTheDirectory() throws IOException {
        Path inner = Files.createDirectory(directory.resolve("inner"));
        Files.writeString(directory.resolve("outer.json"), SHARED);
        assertEquals(
                "no policy is called '../outer'; known are " + KNOWN,
                refusal(new PolicyDirectory(inner, builtIn), "../outer"));
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path missing = directory.resolve("none");
        assertEquals(
                missing + ": not a directory; want one with NAME.json policy files",
                assertThrows(PolicyException.class, () -> new PolicyDirectory(missing, builtIn))
                        .getMessage());
    }
}
