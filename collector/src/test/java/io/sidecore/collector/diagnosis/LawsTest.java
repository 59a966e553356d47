package io.sidecore.collector.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.diagnosis.finding.Confidence;
import io.sidecore.collector.diagnosis.finding.Finding;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.signal.host.HostObservation;
import io.sidecore.collector.signal.host.HostObservations;
import io.sidecore.collector.signal.host.HostWindows;
import io.sidecore.collector.signal.host.TimePart;
import io.sidecore.collector.signal.host.WorkerObservation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every host, tried on hosts thrown together at random. */
class LawsTest {

    /** Guests with a worker each; threads, queues and CPUs do whatever comes. */
    private static HostStory random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HostStory story = new HostStory(8, 1 + random.nextInt(2), 1 + random.nextInt(2));
        for (int i = 0; i < 6; i++) {
            String guest = "vm" + i;
            int pid = 4000 + 100 * i;
            int tid = pid + 50;
            story.guest(guest, pid, 2).vhost(guest + "/net0", tid, guest).memoryOn(guest, random.nextInt(2));
            if (random.nextBoolean()) {
                story.pin(guest + "/net0", String.valueOf(random.nextInt(8)));
            }
            thread(story, tid, random);
            thread(story, pid + 1, random);
            story.vcpu(pid + 1)
                    .exits("NPF", random.nextInt(100_000), random.nextDouble() / 2)
                    .kicks(random.nextInt(50_000));
            story.queue(guest + "/net0/tx0")
                    .kicks(random.nextInt(5_000), random.nextInt(5_000))
                    .packets(random.nextInt(500_000))
                    .turns(1 + random.nextInt(5_000), random.nextInt(2_000), random.nextDouble())
                    .polls(random.nextDouble() / 3)
                    .delayed(1 + random.nextLong(5_000_000));
            story.cgroup(story.scopeOf(guest)).throttled(random.nextInt(10), random.nextDouble());
        }
        for (int cpu = 0; cpu < 8; cpu++) {
            story.cpu(cpu).used(random.nextInt(60)).softirq(random.nextInt(20)).steal(random.nextInt(20));
        }
        return story;
    }

    private static void thread(HostStory story, int tid, SplittableRandom random) {
        double run = random.nextDouble();
        double wait = (1 - run) * random.nextDouble();
        story.thread(tid)
                .does(run, wait)
                .softirq(run * random.nextDouble() / 2)
                .switches(1 + random.nextInt(4_000), random.nextInt(1_000))
                .instead(random.nextInt(3), 900, "hog", wait * random.nextDouble())
                .on(random.nextInt(8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void theSharesOfAWindowAddUpToOne(long seed) {
        for (HostObservation window : random(seed).goesOn(3).windows().windows()) {
            assertEquals(6, window.workers().size());
            for (WorkerObservation worker : window.workers()) {
                double sum = worker.split().parts().stream()
                        .mapToDouble(TimePart::share)
                        .sum();
                assertEquals(1, sum, 1e-9, () -> "seed " + seed + ": " + worker.split());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void theOrderOfThingsDoesNotMatter(long seed) {
        HostStory story = random(seed);
        HostSample first = story.sample();
        List<HostSample> samples = new ArrayList<>(List.of(first));
        for (int i = 0; i < 6; i++) {
            samples.add(story.second().sample());
        }
        List<HostSample> shuffled = new ArrayList<>();
        Random random = new Random(seed);
        samples.forEach(sample -> shuffled.add(shuffle(sample, random)));
        assertEquals(diagnose(samples).findings(), diagnose(shuffled).findings(), () -> "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void moreWindowsNeverLowerConfidence(long seed) {
        Map<String, Confidence.Level> before = new HashMap<>();
        HostStory story = random(seed);
        for (int windows = 1; windows <= 12; windows++) {
            Map<String, Confidence.Level> now = levels(story.diagnose(1));
            before.forEach((finding, level) -> {
                assertTrue(now.containsKey(finding), () -> "seed " + seed + ": gone: " + finding);
                assertTrue(now.get(finding).compareTo(level) >= 0, () -> "seed " + seed + ": less sure: " + finding);
            });
            before.putAll(now);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void findingsComeInOrderOfHarmAndTheSameTwice(long seed) {
        List<Finding> findings = random(seed).diagnose(6).findings();
        for (int i = 1; i < findings.size(); i++) {
            assertTrue(findings.get(i - 1).harm() >= findings.get(i).harm(), () -> "seed " + seed);
        }
        assertEquals(findings, random(seed).diagnose(6).findings());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whatIsMissingIsNeverMadeUp(long seed) {
        HostStory story = random(seed).withoutBpf();
        for (Finding finding : story.diagnose(8).findings()) {
            boolean kernelCountsIt = switch (finding.cause()) {
                case PREEMPTED, SHARED_CORE, CGROUP_THROTTLE, VCPU_STEAL, OVERLOAD, WRONG_NODE, HOST_STEAL -> true;
                default -> false;
            };
            assertTrue(kernelCountsIt, () -> "seed " + seed + ": " + finding);
            assertTrue(finding.confidence().level() != Confidence.Level.HIGH, () -> "seed " + seed + ": " + finding);
        }
    }

    private static Map<String, Confidence.Level> levels(Diagnosis diagnosis) {
        Map<String, Confidence.Level> levels = new HashMap<>();
        diagnosis
                .findings()
                .forEach(finding -> levels.merge(
                        finding.cause() + " " + finding.subject().name(),
                        finding.confidence().level(),
                        Confidence.Level::and));
        return levels;
    }

    private static Diagnosis diagnose(List<HostSample> samples) {
        List<HostObservation> windows = new ArrayList<>();
        for (int i = 1; i < samples.size(); i++) {
            windows.add(HostObservations.between(samples.get(i - 1), samples.get(i)));
        }
        assertEquals(new TreeSet<>(), new TreeSet<>(HostWindows.of(windows).leftOut()));
        return Diagnosis.of(HostWindows.of(windows));
    }

    private static HostSample shuffle(HostSample sample, Random random) {
        Inventory was = sample.inventory();
        Inventory inventory = new Inventory(
                was.cpus(),
                shuffled(was.guests(), random),
                shuffled(was.workers(), random),
                shuffled(was.queues(), random),
                was.nicQueues(),
                was.gaps());
        return new HostSample(
                sample.atNanos(),
                sample.atEpochMillis(),
                inventory,
                shuffled(sample.threads(), random),
                shuffled(sample.workers(), random),
                shuffled(sample.queues(), random),
                shuffled(sample.vcpus(), random),
                sample.guests(),
                shuffled(sample.cgroups(), random),
                shuffled(sample.cpus(), random),
                sample.gaps());
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
