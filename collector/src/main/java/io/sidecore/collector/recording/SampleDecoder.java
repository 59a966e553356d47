package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.recording.rows.MalformedException;
import io.sidecore.collector.recording.rows.PackedInput;
import io.sidecore.collector.recording.rows.RowDeltas;
import io.sidecore.collector.recording.rows.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes samples of payloads again. After a payload that it refused, only that of a key frame makes sense. */
final class SampleDecoder {

    /** Few are in use; a later version may have more. */
    private static final int MAX_SECTIONS = 64;

    private final SectionTables tables = new SectionTables();
    private final Texts texts = new Texts();
    private Optional<Inventory> inventory = Optional.empty();

    /**
     * Reads the payload of a frame.
     *
     * @throws MalformedException if it is not what {@link SampleEncoder} makes
     */
    HostSample decode(FrameHeader header, PackedInput in) {
        if (header.kind() == FrameHeader.Kind.KEY) {
            tables.clear();
            texts.clear();
        }
        try {
            Set<Integer> sections = tables(in);
            if (header.kind() == FrameHeader.Kind.KEY || sections.contains(Section.HOST_CPUS.number())) {
                Inventory read = inventory();
                // Most key frames repeat it: then it stays the same object, as it was when the samples were taken.
                inventory = inventory.filter(read::equals).or(() -> Optional.of(read));
            }
            return sample(header);
        } catch (MalformedException e) {
            throw e;
        } catch (RuntimeException e) { // a record refused its values, each in its own way
            throw new MalformedException("a value that cannot be: " + e.getMessage());
        }
    }

    /** Fills the tables; returns the sections that were there. */
    private Set<Integer> tables(PackedInput in) {
        texts.read(in);
        Set<Integer> seen = new HashSet<>();
        int count = in.count(MAX_SECTIONS, "sections");
        for (int i = 0; i < count; i++) {
            int number = in.count(Integer.MAX_VALUE, "as a section");
            if (!seen.add(number)) {
                throw new MalformedException("section " + number + " twice");
            }
            if (Section.isKnown(number)) {
                tables.next(number);
                RowDeltas.read(in, tables.before(number), tables.now(number));
                tables.checkSize();
            } else {
                RowDeltas.skip(in);
            }
        }
        if (!in.atEnd()) {
            throw new MalformedException("something behind its end");
        }
        return seen;
    }

    private Inventory inventory() {
        return new Inventory(
                list(Section.HOST_CPUS),
                list(Section.HOST_GUESTS),
                list(Section.HOST_WORKERS),
                list(Section.HOST_QUEUES),
                list(Section.HOST_NIC_QUEUES),
                list(Section.HOST_GAPS));
    }

    private HostSample sample(FrameHeader header) {
        return new HostSample(
                header.atNanos(),
                header.atEpochMillis(),
                inventory.orElseThrow(() -> new MalformedException("no inventory")),
                list(Section.THREADS),
                list(Section.WORKERS),
                list(Section.QUEUES),
                list(Section.VCPUS),
                list(Section.GUESTS),
                list(Section.CGROUPS),
                list(Section.CPUS),
                list(Section.GAPS));
    }

    private <T> List<T> list(Section<T> section) {
        return section.shape().read(tables.now(section.number()), texts);
    }
}
