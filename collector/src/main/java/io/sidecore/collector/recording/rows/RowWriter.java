package io.sidecore.collector.recording.rows;

import io.sidecore.collector.sample.Histogram;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/**
 * Turns values into the cells of a row. The row's first cell is its presence bits: one for each optional value, in order,
 * from the lowest. An absent value's cell is 0, so that the values behind it keep their places.
 */
public final class RowWriter {

    private final RowTable table;
    private final Texts texts;
    private int start;
    private int optionals;

    public RowWriter(RowTable table, Texts texts) {
        this.table = table;
        this.texts = texts;
    }

    public void begin() {
        start = table.size();
        optionals = 0;
        table.add(0);
    }

    public void end() {
        table.endRow();
    }

    public void number(long value) {
        table.add(value);
    }

    public void flag(boolean value) {
        table.add(value ? 1 : 0);
    }

    public void text(String value) {
        table.add(texts.number(value));
    }

    /** By its name: readers of other versions may know fewer or more. */
    public void word(Enum<?> value) {
        text(value.name());
    }

    public void number(OptionalLong value) {
        present(value.isPresent());
        table.add(value.orElse(0));
    }

    public void number(OptionalInt value) {
        present(value.isPresent());
        table.add(value.orElse(0));
    }

    public void text(Optional<String> value) {
        present(value.isPresent());
        table.add(value.isPresent() ? texts.number(value.get()) : 0);
    }

    /** How many slots, then each. */
    public void histogram(Optional<Histogram> value) {
        present(value.isPresent());
        int slots = value.map(Histogram::slotCount).orElse(0);
        table.add(slots);
        for (int i = 0; i < slots; i++) {
            table.add(value.get().count(i));
        }
    }

    /** How many, then each. */
    public <T> void list(List<T> values, BiConsumer<T, RowWriter> each) {
        table.add(values.size());
        values.forEach(value -> each.accept(value, this));
    }

    /** For an optional value of several cells: whether it is there. The cells are written only if it is. */
    public boolean present(boolean present) {
        if (optionals == Long.SIZE) {
            throw new IllegalStateException("a row has at most " + Long.SIZE + " optional values");
        }
        table.set(start, table.cell(start) | (present ? 1L << optionals : 0));
        optionals++;
        return present;
    }
}
