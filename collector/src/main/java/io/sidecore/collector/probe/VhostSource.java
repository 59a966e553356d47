package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfObject;
import io.sidecore.collector.inventory.Gap;
import java.nio.ByteBuffer;
import java.util.List;

/** The vhost probe in this kernel. */
final class VhostSource implements VhostQueues.Source {

    private static final String FIND = "find_queues";
    /** Twice as much as there is room for, since several processes may have a device open. */
    private static final int MOST_BYTES = 2 * VhostLayout.QUEUES * VhostLayout.FOUND_BYTES;

    private final ProbeObject probe;
    private final VhostRecord.Memories memories;

    VhostSource(ProbeObject probe) {
        this.probe = probe;
        BpfObject object = probe.object();
        this.memories =
                new VhostRecord.Memories(probe.memory(), object.map("kicks"), object.map("runs"), object.map("delays"));
    }

    @Override
    public VhostRecord.Memories memories() {
        return memories;
    }

    @Override
    public ByteBuffer find() {
        return probe.object().iterate(FIND, MOST_BYTES);
    }

    @Override
    public boolean attachedTo(String target) {
        return probe.attachedTo(target);
    }

    @Override
    public List<Gap> gaps() {
        return probe.gaps();
    }

    @Override
    public void close() {
        probe.close();
    }
}
