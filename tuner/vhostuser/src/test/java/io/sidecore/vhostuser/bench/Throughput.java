package io.sidecore.vhostuser.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Frames per second of DPDK's virtio_user under testpmd, the frontend of both backends; of all frontends together. */
final class Throughput extends Contender {

    private final List<Testpmd> frontends;
    private final List<Double> splits;

    private Throughput(Program backend, List<Testpmd> frontends, List<Double> splits) {
        super(backend);
        this.frontends = frontends;
        this.splits = splits;
    }

    /**
     * Starts frontends, all on one core, of a backend that has its sockets already.
     *
     * @param splits gets by how much the shares of two frontends differ in each slice, in percent
     */
    static Throughput start(Program backend, Path directory, Traffic traffic, List<Double> splits) {
        List<Testpmd> frontends = IntStream.range(0, traffic.frontends())
                .mapToObj(i -> Testpmd.start(directory, traffic, i))
                .toList();
        frontends.forEach(Testpmd::send);
        return new Throughput(backend, frontends, splits);
    }

    @Override
    List<Program> frontends() {
        return frontends.stream().map(Testpmd::program).toList();
    }

    @Override
    double measure(long millis) {
        List<Testpmd.Count> before = frontends.stream().map(Testpmd::count).toList();
        Program.sleep(millis);
        List<Testpmd.Count> after = frontends.stream().map(Testpmd::count).toList();
        double[] rates = IntStream.range(0, before.size())
                .mapToDouble(i -> after.get(i).perSecondSince(before.get(i)))
                .toArray();
        double all = IntStream.range(0, rates.length).mapToDouble(i -> rates[i]).sum();
        if (rates.length == 2) {
            splits.add(100 * Math.abs(rates[0] - rates[1]) / all);
        }
        return all;
    }
}
