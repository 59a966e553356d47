package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfMemory;
import io.sidecore.collector.inventory.Gap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A host whose vhost devices are made up: what the iterator would tell of them, and what the programs would count. */
final class MadeUpVhost implements VhostQueues.Source {

    final VhostRecord.Memories memories = new VhostRecord.Memories(
            BpfMemory.ofOurOwn(VhostLayout.STATE_BYTES),
            BpfMemory.ofOurOwn(8 * VhostLayout.KICKS_WORDS * VhostLayout.QUEUES),
            BpfMemory.ofOurOwn(8 * VhostLayout.RUNS_WORDS * VhostLayout.QUEUES),
            BpfMemory.ofOurOwn(8 * VhostLayout.SLOTS * VhostLayout.QUEUES));
    final List<ByteBuffer> open = new ArrayList<>();
    Predicate<String> attached = target -> true;

    /** A virtqueue of a vhost-net device; more of it can be put into what is returned. */
    ByteBuffer queue(long vq, int owner, int fd, int index) {
        ByteBuffer finding = ByteBuffer.allocate(VhostLayout.FOUND_BYTES).order(ByteOrder.nativeOrder());
        finding.putLong(VhostLayout.FOUND_VQ, vq);
        finding.putLong(VhostLayout.FOUND_WORKS, vq + 0x100);
        finding.putLong(VhostLayout.FOUND_WORKS + 8, vq + 0x200);
        finding.putLong(VhostLayout.FOUND_OWNER_STARTED, 12_345_678_901L);
        finding.putInt(VhostLayout.FOUND_OWNER, owner);
        finding.putInt(VhostLayout.FOUND_OWNED, 1);
        finding.putInt(VhostLayout.FOUND_FD, fd);
        finding.putInt(VhostLayout.FOUND_INDEX, index);
        finding.putInt(VhostLayout.FOUND_QUEUES, 2);
        finding.putInt(VhostLayout.FOUND_RING_SIZE, 256);
        open.add(finding);
        return finding;
    }

    /** Counts as the programs do it, the first virtqueue that was found being number 0. */
    void run(int number, int word, long value) {
        memories.runs().putRelease(VhostLayout.runs(number, word), value);
        long seq = VhostLayout.runs(number, VhostLayout.SEQ);
        memories.runs().putRelease(seq, memories.runs().get(seq) + 2);
    }

    @Override
    public VhostRecord.Memories memories() {
        return memories;
    }

    @Override
    public ByteBuffer find() {
        ByteBuffer all =
                ByteBuffer.allocate(open.size() * VhostLayout.FOUND_BYTES).order(ByteOrder.nativeOrder());
        open.forEach(finding -> all.put(finding.duplicate().rewind()));
        return all.flip().order(ByteOrder.nativeOrder());
    }

    @Override
    public boolean attachedTo(String target) {
        return attached.test(target);
    }

    @Override
    public List<Gap> gaps() {
        return List.of();
    }

    @Override
    public void close() {}
}
