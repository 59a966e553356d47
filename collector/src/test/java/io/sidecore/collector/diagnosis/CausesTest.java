package io.sidecore.collector.diagnosis;

import static io.sidecore.collector.diagnosis.OverloadOrPreemptedTest.causes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence.Level;
import io.sidecore.collector.diagnosis.finding.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A story for each cause, and beside it one that is nearly the same and must not be called so. */
class CausesTest {

    static final int WINDOWS = 10;
    static final int WORKER = 4711;

    /** A guest with two vCPUs and a worker that does little. */
    static HostStory host(HostStory story) {
        story.guest("vm1", 4000, 2).vhost("vm1/net0", WORKER, "vm1");
        story.thread(4001).does(0.3, 0.001);
        story.thread(4002).does(0.3, 0.001);
        return lightly(story);
    }

    static HostStory lightly(HostStory story) {
        story.thread(WORKER).does(0.2, 0.004).switches(5_000, 5_000).on(1);
        story.queue("vm1/net0/tx0").kicks(5_000, 5_000).packets(20_000).turns(5_000, 0, 0.15);
        story.queue("vm1/net0/rx0").kicks(10, 10).packets(20).turns(10, 0, 0.001);
        return story;
    }

    static HostStory busily(HostStory story) {
        story.thread(WORKER).does(0.7, 0.01).switches(3_000, 3_000).on(1);
        story.queue("vm1/net0/tx0").kicks(3_000, 3_000).packets(200_000).turns(3_000, 0, 0.65);
        return story;
    }

    static Finding only(Cause cause, Diagnosis diagnosis) {
        assertEquals(List.of(cause), causes(diagnosis));
        return diagnosis.findings().get(0);
    }

    @Test
    void aHealthyHostHasNoFindings() {
        Diagnosis diagnosis = host(new HostStory(4)).diagnose(WINDOWS);
        assertEquals(List.of(), diagnosis.findings());
        assertEquals(List.of(), diagnosis.notes());
        assertEquals(List.of(), diagnosis.gaps());
    }

    @Nested
    class Waits {
        @Test
        void itsOwnGuestsVcpuPreemptsTheWorker() {
            HostStory story = host(new HostStory(4)).pin("vm1/net0", "1").pinVcpu("vm1", 0, 1);
            story.thread(WORKER).does(0.2, 0.3).instead(4001, 4000, "CPU 0/KVM", 0.3);
            Finding finding = only(Cause.PREEMPTED_BY_GUEST, story.diagnose(WINDOWS));
            assertEquals("worker vm1/net0 is kept from running 30 % of the time by vCPU 0 of vm1", finding.headline());
            assertEquals("taskset -cp 2 4711", finding.remedy().command());
        }

        @Test
        void anotherGuestsVcpuSharesItsCore() {
            HostStory story = host(new HostStory(4)).guest("vm2", 5000, 1).pin("vm1/net0", "1");
            story.thread(5001).does(0.5, 0.02);
            story.thread(WORKER).does(0.2, 0.3).instead(5001, 5000, "CPU 0/KVM", 0.3);
            Finding finding = only(Cause.SHARED_CORE, story.diagnose(WINDOWS));
            assertEquals("worker vm1/net0 is kept from running 30 % of the time by vCPU 0 of vm2", finding.headline());
        }

        @Test
        void theCgroupsLimitStopsTheWorker() {
            HostStory story = host(new HostStory(4));
            story.cgroup(story.scopeOf("vm1")).throttled(6, 0.4);
            story.thread(WORKER).does(0.2, 0.3).instead(0, 0, "swapper/1", 0.3);
            Finding finding = only(Cause.CGROUP_THROTTLE, story.diagnose(WINDOWS));
            assertEquals(Level.HIGH, finding.confidence().level());
            String file = "'/sys/fs/cgroup/machine.slice/machine-qemu\\x2d4000\\x2dvm1.scope/cpu.max'";
            assertEquals("echo '300000 100000' > " + file, finding.remedy().command());
            assertEquals(
                    Optional.of("echo '200000 100000' > " + file),
                    finding.remedy().undo());
        }

        @Test
        void theLimitOfAnAncestorCountsToo() {
            HostStory story = host(new HostStory(4));
            story.cgroup("/machine.slice").throttled(6, 0.4);
            story.thread(WORKER).does(0.2, 0.3).instead(0, 0, "swapper/1", 0.3);
            only(Cause.CGROUP_THROTTLE, story.diagnose(WINDOWS));
        }

        @Test
        void aThrottledCgroupWhoseWorkerDoesNotWaitIsNotTheWorkers() {
            HostStory story = host(new HostStory(4));
            story.cgroup(story.scopeOf("vm1")).throttled(6, 0.4);
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }

        @Test
        void aThrottledCgroupAndABusyLoopIsTheBusyLoop() {
            HostStory story = host(new HostStory(4));
            story.cgroup(story.scopeOf("vm1")).throttled(2, 0.02);
            story.thread(WORKER).does(0.2, 0.3).instead(999, 999, "loop", 0.29).instead(0, 0, "swapper/1", 0.01);
            only(Cause.PREEMPTED, story.diagnose(WINDOWS));
        }

        @Test
        void anIdleCpuWithoutThrottlingIsAGapAndNoGuess() {
            HostStory story = host(new HostStory(4));
            story.thread(WORKER).does(0.2, 0.3).instead(0, 0, "swapper/1", 0.3);
            Diagnosis diagnosis = story.diagnose(WINDOWS);
            assertEquals(List.of(), diagnosis.findings());
            assertTrue(
                    diagnosis.gaps().get(0).what().startsWith("why worker vm1/net0 waits 30 %"),
                    () -> diagnosis.gaps().toString());
        }

        @Test
        void pinsAreASuspicionWhereNobodyCountsWhoRan() {
            HostStory story = host(new HostStory(4)).guest("vm2", 5000, 1);
            story.pin("vm1/net0", "1").pinVcpu("vm2", 0, 1);
            story.thread(WORKER).does(0.2, 0.3);
            story.cgroup(story.scopeOf("vm1")).throttled(0, 0);
            Finding finding = only(Cause.SHARED_CORE, story.withoutBpf().diagnose(WINDOWS));
            assertEquals(Level.MEDIUM, finding.confidence().level());
            assertTrue(finding.explanation().contains("vCPU 0 of vm2"), finding::explanation);
        }

        @Test
        void withNoCpuFreeTheOtherMovesAndTheLineRecordsItsUndo() {
            HostStory story = host(new HostStory(2)).pin("vm1/net0", "1");
            story.cpu(0).used(90);
            story.cpu(1).used(100);
            story.thread(WORKER).does(0.2, 0.3).instead(999, 998, "loop; reboot", 0.3);
            Finding finding = only(Cause.PREEMPTED, story.diagnose(WINDOWS));
            assertEquals(
                    "old=$(taskset -cp 999 | sed 's/.*: //'); taskset -cp 0 999 && echo \"undo: taskset -cp $old 999\"",
                    finding.remedy().command());
        }
    }

    @Nested
    class Placement {
        @Test
        void aBusySiblingSharesTheCore() {
            HostStory story =
                    busily(host(new HostStory(4, 2, 1))).pin("vm1/net0", "1").pinVcpu("vm1", 0, 0);
            story.cpu(0).used(95);
            Finding finding = only(Cause.SHARED_CORE, story.diagnose(WINDOWS));
            assertEquals("worker vm1/net0 on CPU 1 shares its core with vCPU 0 of vm1 on CPU 0", finding.headline());
            assertEquals(Level.MEDIUM, finding.confidence().level());
            assertEquals("taskset -cp 2 4711", finding.remedy().command());
        }

        @Test
        void anIdleSiblingDoesNotMatter() {
            HostStory story = busily(host(new HostStory(4, 2, 1))).pin("vm1/net0", "1");
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }

        @Test
        void theWorkerIsFarFromItsGuestsMemory() {
            HostStory story =
                    busily(host(new HostStory(4, 1, 2))).pin("vm1/net0", "0-1").memoryOn("vm1", 1);
            Finding finding = only(Cause.WRONG_NODE, story.diagnose(WINDOWS));
            assertEquals("taskset -cp 2-3 4711", finding.remedy().command());
            assertEquals(Optional.of("taskset -cp 0-1 4711"), finding.remedy().undo());
            assertEquals(Level.MEDIUM, finding.confidence().level());
        }

        @Test
        void theWorkerIsFarFromTheOnlyCard() {
            HostStory story =
                    busily(host(new HostStory(4, 1, 2))).pin("vm1/net0", "0-1").nic("eth0", 40, 3, 1);
            assertEquals(
                    Level.LOW,
                    only(Cause.WRONG_NODE, story.diagnose(WINDOWS)).confidence().level());
        }

        @Test
        void memoryOnBothNodesIsNotFar() {
            HostStory story =
                    busily(host(new HostStory(4, 1, 2))).pin("vm1/net0", "0-1").memoryOn("vm1", 0, 1);
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }

        @Test
        void anIdleWorkerMayBeAnywhere() {
            HostStory story =
                    host(new HostStory(4, 1, 2)).pin("vm1/net0", "0-1").memoryOn("vm1", 1);
            story.thread(WORKER).does(0.01, 0);
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }
    }

    @Nested
    class Interrupts {
        @Test
        void aCardsInterruptsAreOnItsCpu() {
            HostStory story = host(new HostStory(4))
                    .pin("vm1/net0", "1")
                    .nic("eth0", 40, 1, 0)
                    .nic("eth0", 41, 1, 0);
            story.thread(WORKER).does(0.4, 0.005).softirq(0.15);
            Finding finding = only(Cause.NIC_IRQ, story.diagnose(WINDOWS));
            assertEquals(
                    "echo 2 > /proc/irq/40/smp_affinity_list; echo 2 > /proc/irq/41/smp_affinity_list",
                    finding.remedy().command());
            assertEquals(
                    Optional.of("echo 1 > /proc/irq/40/smp_affinity_list; echo 1 > /proc/irq/41/smp_affinity_list"),
                    finding.remedy().undo());
        }

        @Test
        void interruptsElsewhereAreNotToBlame() {
            HostStory story = host(new HostStory(4)).pin("vm1/net0", "1").nic("eth0", 40, 3, 0);
            story.thread(WORKER).does(0.4, 0.005).softirq(0.15);
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }

        @Test
        void aCardsInterruptsThatAreRareDoNoHarm() {
            HostStory story = host(new HostStory(4)).pin("vm1/net0", "1").nic("eth0", 40, 1, 0);
            story.thread(WORKER).does(0.4, 0.005).softirq(0.02);
            assertEquals(List.of(), causes(story.diagnose(WINDOWS)));
        }

        @Test
        void softirqsStealFromTheWorker() {
            HostStory story = host(new HostStory(4));
            story.thread(WORKER).does(0.6, 0.005).softirq(0.3);
            Finding finding = only(Cause.SOFTIRQ, story.diagnose(WINDOWS));
            assertEquals(Level.MEDIUM, finding.confidence().level());
        }

        @Test
        void theHostsOwnHypervisorStealsItsCpu() {
            HostStory story = host(new HostStory(4)).pin("vm1/net0", "1");
            story.cpu(1).steal(25);
            Finding finding = only(Cause.HOST_STEAL, story.diagnose(WINDOWS));
            assertEquals(0.25, finding.harm(), 1e-9);
        }
    }
}
