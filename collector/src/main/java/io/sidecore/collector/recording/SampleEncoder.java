package io.sidecore.collector.recording;

import io.sidecore.collector.host.HostSample;
import io.sidecore.collector.inventory.Inventory;
import io.sidecore.collector.recording.rows.PackedOutput;
import io.sidecore.collector.recording.rows.RowDeltas;
import io.sidecore.collector.recording.rows.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes payloads of samples, each against the one before. */
final class SampleEncoder {

    private final SectionTables tables = new SectionTables();
    private final Texts texts = new Texts();
    private Optional<Inventory> written = Optional.empty();

    /** Whether the next payload had better be that of a key frame. */
    boolean wantsKey() {
        return written.isEmpty() || texts.isLarge();
    }

    /** Makes the next payload that of a key frame: the last one was not written. */
    void forget() {
        written = Optional.empty();
    }

    /**
     * Writes the payload of a sample.
     *
     * @param key whether it may not need any payload before it
     */
    void encode(HostSample sample, boolean key, PackedOutput out) {
        if (key) {
            tables.clear();
            texts.clear();
            written = Optional.empty();
        }
        List<Section<?>> sections = new ArrayList<>();
        if (!written.map(last -> same(last, sample.inventory())).orElse(false)) {
            sections.addAll(Section.OF_INVENTORY);
        }
        sections.addAll(Section.OF_SAMPLE);
        // All tables first: they find the texts that go before them.
        sections.forEach(section -> section.write(sample, tables.next(section.number()), texts));
        tables.checkSize();
        out.clear();
        texts.write(out);
        out.unsigned(sections.size());
        for (Section<?> section : sections) {
            out.unsigned(section.number());
            RowDeltas.write(tables.now(section.number()), tables.before(section.number()), out);
        }
        written = Optional.of(sample.inventory());
    }

    /** Usually it is the same object, and need not be compared. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean same(Inventory last, Inventory now) {
        return last == now || last.equals(now);
    }
}
