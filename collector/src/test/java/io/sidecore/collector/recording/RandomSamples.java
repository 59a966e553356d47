package io.sidecore.collector.recording;

import io.sidecore.collector.host.CgroupSample;
import io.sidecore.collector.host.CpuSample;
import io.sidecore.collector.host.ExitCount;
import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.Interferer;
import io.sidecore.collector.host.ThreadSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.host.VirtqueueCounters;
import io.sidecore.collector.host.VirtqueueSample;
import io.sidecore.collector.host.WorkerCounts;
import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.Gap;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.HostCpu;
import io.sidecore.collector.inventory.HostWorker;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.inventory.NicQueue;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.Vcpu;
import io.sidecore.collector.inventory.Virtqueue;
import io.sidecore.collector.sample.Histogram;
import io.sidecore.collector.sample.ThreadTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Samples of anything that a sample can be: values of any size that go up, down and away, threads that vanish and come
 * back in another order, names that nobody should choose.
 */
final class RandomSamples {

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "vm1/net0/tx0",
            "\u0000",
            "a\nb\r\tc",
            "\u001b[2J\u001b]0;owned\u0007",
            "</script><b>",
            "\ud800", // half a surrogate pair
            "\udc00\ud800",
            "\ud83d\udc27",
            "\u202eevil",
            "\uffff",
            "%s%n$(reboot)`",
            "x".repeat(3000));

    private final SplittableRandom random;
    private Inventory inventory;
    private long atNanos;

    RandomSamples(long seed) {
        random = new SplittableRandom(seed);
        inventory = inventory();
    }

    /** The next sample, rather like the one before, or not. */
    HostSample next() {
        if (random.nextInt(8) == 0) {
            inventory = inventory();
        }
        atNanos += random.nextInt(4) == 0 ? number() : 1_000_000_000;
        return new HostSample(
                atNanos,
                number(),
                inventory,
                several(this::thread),
                several(() -> new WorkerCounts(
                        text(), number(), one(WorkerCounts.Unit.values()), number(), number(), maybe(), maybe())),
                several(this::queue),
                several(this::vcpu),
                several(() -> new GuestSample(text(), number(), maybe())),
                several(() -> new CgroupSample(text(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe())),
                several(() ->
                        new CpuSample(integer(), number(), number(), number(), number(), number(), number(), number())),
                several(this::gap));
    }

    private ThreadSample thread() {
        return new ThreadSample(
                1 + random.nextInt(20),
                random.nextInt(3),
                new ThreadTimes(
                        one(ThreadTimes.Source.values()), number(), number(), number(), maybe(), maybe(), histogram()),
                maybe(),
                several(() -> new Interferer(integer(), integer(), text(), number())),
                maybe(),
                maybeInt());
    }

    private VirtqueueSample queue() {
        return new VirtqueueSample(
                text(),
                number(),
                VirtqueueCounters.of(LongStream.generate(() -> maybe().orElse(VirtqueueCounters.ABSENT))
                        .limit(VirtqueueCounters.COUNT)
                        .toArray()),
                histogram());
    }

    private VcpuSample vcpu() {
        return new VcpuSample(
                integer(),
                number(),
                text(),
                maybe(),
                maybe(),
                several(() -> new ExitCount(text(), number(), number())),
                maybe(),
                maybe(),
                maybe(),
                maybe(),
                maybe(),
                maybe(),
                maybe(),
                maybe());
    }

    private Inventory inventory() {
        return new Inventory(
                several(() -> {
                    int cpu = random.nextInt(CpuSet.MAX_CPUS);
                    return new HostCpu(cpu, random.nextInt(9), CpuSet.of(cpu, random.nextInt(8)), random.nextBoolean());
                }),
                several(() -> new Guest(
                        "vm" + random.nextInt(100),
                        integer(),
                        number(),
                        text(),
                        maybeText(),
                        several(this::integer),
                        several(() -> new Vcpu(random.nextInt(64), 1 + random.nextInt(9999), number(), cpus())))),
                several(() -> new HostWorker(
                        "w" + text(),
                        one(HostWorker.Kind.values()),
                        1 + random.nextInt(9999),
                        integer(),
                        number(),
                        maybeText(),
                        cpus(),
                        maybeText(),
                        maybe(this::mode))),
                several(() -> new Virtqueue(
                        text(), text(), text(), text(), maybeText(), maybeInt(), maybe(), maybeInt(), maybeInt())),
                several(() -> new NicQueue(text(), integer(), cpus(), maybeInt())),
                several(this::gap));
    }

    private PollMode mode() {
        return switch (random.nextInt(3)) {
            case 0 -> PollMode.POLL;
            case 1 -> PollMode.SLEEP;
            default -> PollMode.spin(Duration.ofNanos(1 + random.nextInt(1_000_000_000)));
        };
    }

    private Gap gap() {
        return new Gap("what " + text(), "why " + text());
    }

    private CpuSet cpus() {
        return CpuSet.of(random.nextInt(CpuSet.MAX_CPUS), random.nextInt(CpuSet.MAX_CPUS), random.nextInt(4));
    }

    private Optional<Histogram> histogram() {
        return maybe(() -> {
            long[] slots = new long[random.nextInt(65)];
            for (int i = 0; i < slots.length; i++) {
                slots[i] = random.nextInt(3) == 0 ? number() : 0;
            }
            return Histogram.of(slots);
        });
    }

    private OptionalLong maybe() {
        return random.nextInt(4) == 0 ? OptionalLong.empty() : OptionalLong.of(number());
    }

    private OptionalInt maybeInt() {
        return random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(integer());
    }

    private Optional<String> maybeText() {
        return maybe(this::text);
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value.get());
    }

    /** Small ones, usual ones, and the largest there are. */
    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-5, 5);
            case 2 -> random.nextLong();
            case 3 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
            default -> random.nextLong(1L << random.nextInt(1, 50));
        };
    }

    private int integer() {
        return (int) number();
    }

    private String text() {
        return random.nextInt(3) == 0 ? HOSTILE.get(random.nextInt(HOSTILE.size())) : "q" + random.nextInt(30);
    }

    @SafeVarargs
    private <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> several(Supplier<T> each) {
        List<T> values = new ArrayList<>();
        for (int left = random.nextInt(6); left > 0; left--) {
            values.add(each.get());
        }
        if (random.nextBoolean()) {
            Collections.reverse(values);
        }
        return values;
    }
}
