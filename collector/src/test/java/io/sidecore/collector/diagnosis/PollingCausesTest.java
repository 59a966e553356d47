package io.sidecore.collector.diagnosis;

import static io.sidecore.collector.diagnosis.CausesTest.WINDOWS;
import static io.sidecore.collector.diagnosis.CausesTest.host;
import static io.sidecore.collector.diagnosis.CausesTest.only;
import static io.sidecore.collector.diagnosis.OverloadOrPreemptedTest.causes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.host.WorkerCounts.Unit;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.PollMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Workers that poll: a CPU for nothing, or for work. */
class PollingCausesTest {

    private HostStory pmd(double busy, double empty) {
        HostStory story = new HostStory(4)
                .worker("ovs/pmd3", HostWorker.Kind.PMD, 700, "")
                .pin("ovs/pmd3", "3");
        story.thread(700).does(1.0, 0).switches(0, 0).on(3);
        story.own("ovs/pmd3", Unit.CYCLES).turns(busy, empty);
        return story;
    }

    @Test
    void aPmdThreadThatFindsNothingCostsACpu() {
        Finding finding = only(Cause.EMPTY_POLLING, pmd(0.02, 0.98).diagnose(WINDOWS));
        assertEquals("worker ovs/pmd3 spends 98 % of a CPU on polling that finds nothing", finding.headline());
        assertEquals(
                "ovs-vsctl set Open_vSwitch . other_config:pmd-sleep-max=50",
                finding.remedy().command());
    }

    @Test
    void aPmdThreadAtHalfLoadIsFine() {
        assertEquals(List.of(), causes(pmd(0.5, 0.5).diagnose(WINDOWS)));
    }

    @Test
    void aPmdThreadThatIsAlwaysOnACpuIsNotOverloadedForThat() {
        assertEquals(List.of(), causes(pmd(0.9, 0.1).diagnose(WINDOWS)));
    }

    @Test
    void aPmdThreadWhoseCyclesAreAllBusyAndThatDropsIsOverloaded() {
        HostStory story = pmd(0.99, 0.01).queue("vm9", "net0", "tx0", "ovs/pmd3");
        story.queue("vm9/net0/tx0").packets(1_000_000).turns(40_000, 0, 0.9).drops(5_000);
        Finding finding = only(Cause.OVERLOAD, story.diagnose(WINDOWS));
        assertEquals(
                "ovs-vsctl set Open_vSwitch . other_config:pmd-cpu-mask=0xa"
                        + " && ovs-appctl dpif-netdev/pmd-rxq-rebalance",
                finding.remedy().command());
        assertEquals(
                Optional.of("ovs-vsctl set Open_vSwitch . other_config:pmd-cpu-mask=0x8"),
                finding.remedy().undo());
    }

    @Test
    void aBackendWorkerInPollModeThatFindsNothing() {
        HostStory story = new HostStory(4).worker("backend/w0", HostWorker.Kind.BACKEND, 700, "");
        story.mode("backend/w0", PollMode.POLL);
        story.thread(700).does(1.0, 0).switches(0, 0);
        story.own("backend/w0", Unit.NANOS).turns(0.01, 0.99);
        Finding finding = only(Cause.EMPTY_POLLING, story.diagnose(WINDOWS));
        assertTrue(finding.remedy().command().endsWith(" mode w0 spin=50us"), finding.remedy()::command);
        assertTrue(finding.remedy().undo().orElseThrow().endsWith(" mode w0 poll"), finding.remedy()::command);
    }

    @Test
    void anIoThreadOnACpuMayOnlyPollAndThatIsSaid() {
        HostStory story = host(new HostStory(4)).worker("vm1/iothread1", HostWorker.Kind.IOTHREAD, 800, "vm1");
        story.thread(800).does(0.99, 0).switches(10, 10);
        Diagnosis diagnosis = story.diagnose(WINDOWS);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(
                "whether worker vm1/iothread1 is overloaded or only polls",
                diagnosis.gaps().get(0).what());
    }
}
