package io.sidecore.collector.signal.host;

import io.sidecore.collector.host.GuestSample;
import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.host.VcpuSample;
import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.inventory.Vcpu;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The guests that two samples have in common. */
final class GuestWindows {

    private final Threads threads;
    private final Lookup<Integer, VcpuSample> older;
    private final Lookup<Integer, VcpuSample> newer;

    private GuestWindows(HostSample older, HostSample newer, Threads threads) {
        this.threads = threads;
        this.older = new Lookup<>(older.vcpus(), VcpuSample::tid);
        this.newer = new Lookup<>(newer.vcpus(), VcpuSample::tid);
    }

    static List<GuestObservation> between(HostSample older, HostSample newer, Threads threads, List<String> leftOut) {
        GuestWindows windows = new GuestWindows(older, newer, threads);
        Lookup<String, Guest> before = new Lookup<>(older.inventory().guests(), Guest::name);
        Lookup<String, GuestSample> countsBefore = new Lookup<>(older.guests(), GuestSample::guest);
        Lookup<String, GuestSample> countsNow = new Lookup<>(newer.guests(), GuestSample::guest);
        List<GuestObservation> list = new ArrayList<>();
        for (Guest guest : newer.inventory().guests()) {
            Guest was = before.find(guest.name());
            if (was == null || was.pid() != guest.pid() || was.startedTicks() != guest.startedTicks()) {
                leftOut.add("guest " + guest.name());
                continue;
            }
            List<VcpuObservation> vcpus = windows.vcpus(was, guest, leftOut);
            list.add(new GuestObservation(
                    guest,
                    vcpus,
                    VcpuWindow.sum(vcpus),
                    windows.injections(countsBefore.find(guest.name()), countsNow.find(guest.name()))));
        }
        return list;
    }

    private OptionalDouble injections(@Nullable GuestSample was, @Nullable GuestSample now) {
        return was == null || now == null || was.generation() != now.generation()
                ? OptionalDouble.empty()
                : Deltas.perSecond(Deltas.of(was.irqfdInjections(), now.irqfdInjections()), threads.elapsedNanos());
    }

    private List<VcpuObservation> vcpus(Guest was, Guest now, List<String> leftOut) {
        Lookup<Integer, Vcpu> before = new Lookup<>(was.vcpus(), Vcpu::tid);
        List<VcpuObservation> list = new ArrayList<>();
        for (Vcpu vcpu : now.vcpus()) {
            Vcpu old = before.find(vcpu.tid());
            if (old == null || old.startedTicks() != vcpu.startedTicks()) {
                leftOut.add("vCPU " + vcpu.index() + " of " + now.name());
            } else {
                list.add(VcpuWindow.between(
                        vcpu,
                        now.name(),
                        threads.thread(vcpu.tid(), vcpu.startedTicks()),
                        older.find(vcpu.tid()),
                        newer.find(vcpu.tid()),
                        threads.elapsedNanos()));
            }
        }
        return list;
    }
}
