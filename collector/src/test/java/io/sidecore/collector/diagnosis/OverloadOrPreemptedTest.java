package io.sidecore.collector.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Cause;
import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Finding;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The two that look alike from a distance: a worker that cannot keep up, and one that is not let. */
class OverloadOrPreemptedTest {

    /** One guest on one worker that may run on CPU 1 only, with CPUs 2 and 3 hardly used, and 0 by others. */
    private static HostStory host() {
        HostStory story = new HostStory(4).guest("vm1", 4000, 1).vhost("vm1/net0", 4711, "vm1");
        story.pin("vm1/net0", "1");
        story.cpu(1).used(100);
        story.cpu(0).used(40);
        story.thread(4711).on(1);
        return story;
    }

    private static HostStory flooded() {
        HostStory story = host();
        story.thread(4711).does(0.97, 0.01).switches(60, 20);
        story.queue("vm1/net0/tx0")
                .packets(900_000)
                .kicks(40, 2_000)
                .turns(3_600, 3_400, 0.93)
                .delayed(3_000_000);
        story.queue("vm1/net0/rx0").packets(100).kicks(10, 10).turns(100, 0, 0.002);
        return story;
    }

    private static HostStory preempted() {
        HostStory story = host();
        story.thread(4711).does(0.48, 0.50).switches(200, 20).instead(999, 999, "stress-ng", 0.5);
        story.queue("vm1/net0/tx0")
                .packets(400_000)
                .kicks(300, 2_000)
                .turns(1_600, 900, 0.94)
                .delayed(4_000_000);
        return story;
    }

    @Test
    void aFloodOverloadsTheWorker() {
        Diagnosis diagnosis = flooded().diagnose(10);
        assertEquals(List.of(Cause.OVERLOAD), causes(diagnosis));
        Finding finding = diagnosis.findings().get(0);
        assertEquals("worker vm1/net0 is overloaded: 97 % busy, most of it for queue vm1/net0/tx0", finding.headline());
        assertEquals(Confidence.Level.HIGH, finding.confidence().level());
        assertEquals(
                "virt-xml vm1 --edit 1 --network driver.name=vhost,driver.queues=2",
                finding.remedy().command());
        assertEquals(
                Optional.of("virt-xml vm1 --edit 1 --network driver.name=vhost,driver.queues=1"),
                finding.remedy().undo());
    }

    @Test
    void aBusyLoopOnItsCpuPreemptsTheWorker() {
        Diagnosis diagnosis = preempted().diagnose(10);
        assertEquals(List.of(Cause.PREEMPTED), causes(diagnosis));
        Finding finding = diagnosis.findings().get(0);
        assertEquals(
                "worker vm1/net0 is kept from running 50 % of the time by stress-ng (pid 999)", finding.headline());
        assertEquals(Confidence.Level.HIGH, finding.confidence().level());
        assertEquals("taskset -cp 2 4711", finding.remedy().command());
        assertEquals(Optional.of("taskset -cp 1 4711"), finding.remedy().undo());
    }

    @Test
    void eachIsSaidOfItsOwnWorker() {
        HostStory story = flooded().guest("vm2", 5000, 1).vhost("vm2/net0", 5711, "vm2");
        story.pin("vm2/net0", "3");
        story.thread(5711).does(0.3, 0.4).switches(200, 100).instead(999, 999, "busy", 0.4);
        story.queue("vm2/net0/tx0").packets(100_000).kicks(5_000, 2_000).turns(5_000, 0, 0.6);
        Diagnosis diagnosis = story.diagnose(10);
        assertEquals(List.of(Cause.OVERLOAD, Cause.PREEMPTED), causes(diagnosis));
        assertEquals("vm1/net0", diagnosis.findings().get(0).subject().name());
        assertEquals("vm2/net0", diagnosis.findings().get(1).subject().name());
    }

    @Test
    void softirqsOfItsOwnFramesDoNotHideAnOverload() {
        HostStory story = flooded();
        story.thread(4711).does(0.97, 0.01).softirq(0.3);
        Diagnosis diagnosis = story.diagnose(10);
        assertEquals(List.of(Cause.OVERLOAD, Cause.SOFTIRQ), causes(diagnosis));
    }

    @Test
    void aFloodThatIsAlsoPreemptedALittleIsOverloadFirst() {
        HostStory story = flooded();
        story.thread(4711).does(0.83, 0.15).instead(4000, 4000, "fakeguest", 0.15);
        Diagnosis diagnosis = story.diagnose(10);
        assertEquals(List.of(Cause.OVERLOAD, Cause.PREEMPTED_BY_GUEST), causes(diagnosis));
    }

    @Test
    void twoWindowsAreNotSustained() {
        Diagnosis diagnosis = flooded().diagnose(2);
        assertEquals(List.of(), causes(diagnosis));
        assertTrue(
                diagnosis.gaps().toString().contains("watch for longer"),
                () -> diagnosis.gaps().toString());
    }

    @Test
    void aBusyWorkerWithoutABacklogIsNotCalledOverloaded() {
        HostStory story = host();
        story.thread(4711).does(0.96, 0.01).switches(4_000, 3_900);
        story.queue("vm1/net0/tx0")
                .packets(900_000)
                .kicks(3_000, 2_000)
                .turns(3_600, 20, 0.93)
                .delayed(30_000);
        Diagnosis diagnosis = story.diagnose(10);
        assertEquals(List.of(), causes(diagnosis));
        assertTrue(
                diagnosis.gaps().toString().contains("whether worker vm1/net0 is overloaded"),
                () -> diagnosis.gaps().toString());
    }

    @Test
    void aBurstIsNoOverload() {
        HostStory story = flooded().goesOn(3);
        story.thread(4711).does(0.2, 0.01).switches(9_000, 9_000);
        story.queue("vm1/net0/tx0").kicks(9_000, 9_000).turns(9_000, 0, 0.18).delayed(9_000);
        assertEquals(List.of(), causes(story.diagnose(7)));
    }

    @Test
    void wakingAnIdleCpuIsNoPreemption() {
        HostStory story = host();
        story.thread(4711).does(0.4, 0.12).switches(50_000, 50_000).instead(0, 0, "swapper", 0.12);
        story.queue("vm1/net0/tx0").packets(50_000).kicks(50_000, 50_000).turns(50_000, 0, 0.35);
        assertEquals(List.of(), causes(story.diagnose(10)));
    }

    @Test
    void aWorkerWithLittleToDoIsKeptFromRunningAllTheSame() {
        HostStory story = host();
        story.thread(4711).does(0.02, 0.06).switches(20, 20).instead(999, 999, "hog", 0.06);
        story.queue("vm1/net0/tx0").packets(20).kicks(20, 20).turns(20, 0, 0.01);
        assertEquals(List.of(Cause.PREEMPTED), causes(story.diagnose(10)));
    }

    @Test
    void withoutProbesTheFindingIsWeakerAndSaysWhatIsMissing() {
        Diagnosis diagnosis = preempted().withoutBpf().diagnose(10);
        assertEquals(List.of(Cause.PREEMPTED), causes(diagnosis));
        assertEquals(
                Confidence.Level.LOW, diagnosis.findings().get(0).confidence().level());
        assertTrue(
                diagnosis.gaps().toString().contains("needs the sched probe"),
                () -> diagnosis.gaps().toString());
    }

    static List<Cause> causes(Diagnosis diagnosis) {
        return diagnosis.findings().stream().map(Finding::cause).toList();
    }
}
