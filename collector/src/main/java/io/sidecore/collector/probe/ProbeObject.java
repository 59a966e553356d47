package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.probes.AttachPoint;
import io.sidecore.probes.ProbeSpec;
import java.util.List;

/**
 * A probe that runs, until it is closed.
 *
 * @param memory what it counts, as laid out in its header
 */
public record ProbeObject(ProbeSpec spec, BpfObject object, BpfMemory memory, List<AttachPoint> attached)
        implements AutoCloseable {

    boolean attachedTo(String target) {
        return attached.stream().anyMatch(point -> point.target().equals(target));
    }

    @Override
    public void close() {
        object.close();
    }
}
