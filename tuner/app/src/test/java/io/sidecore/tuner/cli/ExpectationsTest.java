package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.policies.document.HostFeature;
import io.sidecore.policies.source.BuiltInPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationsTest {

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource({
        "kvm_intel, enable_apicv, Y, true",
        "kvm_intel, enable_apicv, N, false",
        "kvm_amd, avic, 1, true",
        "kvm_amd, avic, 0, false",
        "kvm_amd, nested, 1, false"
    })
    void postedInterruptsAreOfferedWhereKvmSaysSo(String module, String parameter, String value, boolean offered)
            throws IOException {
        Path directory = Files.createDirectories(root.resolve("sys/module/" + module + "/parameters"));
        Files.writeString(directory.resolve(parameter), value + "\n");
        assertEquals(offered ? Set.of(HostFeature.POSTED_INTERRUPTS) : Set.of(), Expectations.offered(root));
    }

    @Test
    void whatADesignExpectsAndTheHostLacksIsSaid() {
        assertEquals(
                List.of(
                        "elvis-posted expects posted-interrupts, which this host lacks: it is no other here than the same"
                                + " design without"),
                Expectations.unmet(new BuiltInPolicies().get("elvis-posted"), Set.of(), "this host"));
        assertEquals(
                List.of(),
                Expectations.unmet(
                        new BuiltInPolicies().get("elvis-posted"), Set.of(HostFeature.POSTED_INTERRUPTS), "this host"));
    }

    @Test
    void designsAndPoliciesThatExpectNothingAreFine() {
        assertEquals(List.of(), Expectations.unmet(new BuiltInPolicies().get("elvis"), Set.of(), "this host"));
        assertEquals(List.of(), Expectations.unmet(new BuiltInPolicies().get("adaptive"), Set.of(), "this host"));
    }

    @Test
    void aSimulatedHostThatLacksItIsNamed() {
        Cli cli = new Cli();
        assertEquals(
                0,
                cli.run(
                        "simulate",
                        SimulateCommand::new,
                        "idle-8",
                        "--policies",
                        "elvis-posted",
                        "--seconds",
                        "2",
                        "--first",
                        "1"));
        assertEquals(
                "sidecore simulate: elvis-posted expects posted-interrupts, which the host of idle-8 lacks: it is no other"
                        + " here than the same design without\n",
                cli.err());
    }
}
