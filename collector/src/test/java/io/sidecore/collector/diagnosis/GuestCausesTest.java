package io.sidecore.collector.diagnosis;

import static io.sidecore.collector.diagnosis.CausesTest.WINDOWS;
import static io.sidecore.collector.diagnosis.CausesTest.WORKER;
import static io.sidecore.collector.diagnosis.CausesTest.host;
import static io.sidecore.collector.diagnosis.CausesTest.only;
import static io.sidecore.collector.diagnosis.OverloadOrPreemptedTest.causes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What slows a guest that is not its I/O thread. */
class GuestCausesTest {

    @Test
    void kicksCostTheGuestItsCpu() {
        HostStory story = host(new HostStory(4));
        story.vcpu(4001).exits("NPF", 90_000, 0.3).exits("HLT", 500, 0.5).kicks(88_000);
        Finding finding = only(Cause.EXITS, story.diagnose(WINDOWS));
        assertEquals("guest vm1 loses 30 % of vCPU 0 to 90 k exits/s, most of all NPF: kicks", finding.headline());
    }

    @Test
    void timersAreNamedToo() {
        HostStory story = host(new HostStory(4));
        story.vcpu(4002).exits("MSR_WRITE", 60_000, 0.2).kicks(100);
        Finding finding = only(Cause.EXITS, story.diagnose(WINDOWS));
        assertEquals("guest vm1 loses 20 % of vCPU 1 to 60 k exits/s, most of all MSR_WRITE", finding.headline());
    }

    @Test
    void sleepInHaltsIsNoHarm() {
        HostStory story = host(new HostStory(4));
        story.vcpu(4001).exits("HLT", 90_000, 0.8);
        assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
    }

    @Test
    void manyShortExitsAreNoHarm() {
        HostStory story = host(new HostStory(4));
        story.vcpu(4001).exits("NPF", 60_000, 0.05);
        assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
    }

    @Test
    void stealFromAVcpuIsNotTheIoThread() {
        HostStory story = host(new HostStory(4)).pinVcpu("vm1", 1, 3);
        story.cpu(3).used(100);
        story.thread(4002).does(0.5, 0.4).instead(999, 999, "backup", 0.4);
        Diagnosis diagnosis = story.diagnose(WINDOWS);
        Finding finding = only(Cause.VCPU_STEAL, diagnosis);
        assertEquals(
                "not the I/O thread: vCPU 1 of guest vm1 is kept from running 40 % of the time, most of all by "
                        + "backup (pid 999)",
                finding.headline());
        assertEquals(Optional.of("taskset -cp 3 4002"), finding.remedy().undo());
        assertTrue(!diagnosis.blamesAnIoThread());
    }

    @Test
    void aGuestThatComputesIsBoundByItself() {
        HostStory story = host(new HostStory(4));
        story.thread(4001).does(0.98, 0.001);
        Diagnosis diagnosis = story.diagnose(WINDOWS);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(
                "guest vm1 is busy with itself: vCPU 0 runs 98 % of the time, its I/O threads are asleep 80 %",
                diagnosis.notes().get(0).headline());
    }

    @Test
    void anIdleGuestIsANote() {
        HostStory story = host(new HostStory(4));
        story.thread(4001).does(0.01, 0);
        story.thread(4002).does(0.01, 0);
        story.thread(WORKER).does(0.001, 0);
        Diagnosis diagnosis = story.diagnose(WINDOWS);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals("guest vm1 is idle", diagnosis.notes().get(0).headline());
    }
}
