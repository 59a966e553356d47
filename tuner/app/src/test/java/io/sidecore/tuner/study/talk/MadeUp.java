package io.sidecore.tuner.study.talk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** Sweeps that nobody measured: of each guest 100 bits or transactions a second, 50 us, and half a CPU, unless told. */
public final class MadeUp {

    private final Bed bed;
    private final Traffic traffic;
    private final Map<Design, IntToDoubleFunction> throughput = new EnumMap<>(Design.class);
    private final Map<Design, IntToDoubleFunction> micros = new EnumMap<>(Design.class);
    private final Map<Design, IntToDoubleFunction> cpus = new EnumMap<>(Design.class);
    private int most = Integer.MAX_VALUE;

    private MadeUp(Bed bed, Traffic traffic) {
        this.bed = bed;
        this.traffic = traffic;
    }

    public static MadeUp of(Bed bed, Traffic traffic) {
        return new MadeUp(bed, traffic);
    }

    /** Each test bed with each load. */
    public static List<Sweep> all() {
        List<Sweep> all = new ArrayList<>();
        for (Bed bed : Bed.values()) {
            for (Traffic traffic : bed.traffics()) {
                all.add(of(bed, traffic).sweep());
            }
        }
        return all;
    }

    /** The same with this one in the place of its like. */
    public List<Sweep> among(List<Sweep> others) {
        return others.stream()
                .map(other -> other.bed() == bed && other.traffic() == traffic ? sweep() : other)
                .toList();
    }

    public MadeUp throughput(Design design, IntToDoubleFunction ofGuests) {
        throughput.put(design, ofGuests);
        return this;
    }

    public MadeUp micros(Design design, IntToDoubleFunction ofGuests) {
        micros.put(design, ofGuests);
        return this;
    }

    public MadeUp cpus(Design design, IntToDoubleFunction ofGuests) {
        cpus.put(design, ofGuests);
        return this;
    }

    public MadeUp upTo(int guests) {
        most = guests;
        return this;
    }

    public Sweep sweep() {
        return new Sweep(bed, traffic, bed.designs().stream().map(this::curve).toList());
    }

    private Curve curve(Design design) {
        List<Point> points = bed.guests().stream()
                .filter(guests -> guests <= most)
                .map(guests -> new Point(guests, List.of(cell(design, guests))))
                .toList();
        return new Curve(design.title(), points);
    }

    private Cell cell(Design design, int guests) {
        double latency = micros.getOrDefault(design, n -> 50).applyAsDouble(guests);
        return new Cell(
                throughput.getOrDefault(design, n -> 100 * n).applyAsDouble(guests),
                latency,
                2 * latency,
                cpus.getOrDefault(design, n -> 0.5).applyAsDouble(guests));
    }
}
