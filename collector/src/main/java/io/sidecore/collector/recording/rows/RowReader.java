package io.sidecore.collector.recording.rows;

import io.sidecore.collector.sample.Histogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads the values of a row in the order in which {@link RowWriter} wrote them. What lies behind the last is ignored, and
 * an optional value behind the row's end is absent: rows of later and of earlier versions can be read.
 */
public final class RowReader {

    private final RowTable table;
    private final Texts texts;
    private int next;
    private int end;
    private long presence;

    public RowReader(RowTable table, Texts texts) {
        this.table = table;
        this.texts = texts;
    }

    public void begin(int row) {
        next = table.start(row);
        end = next + table.length(row);
        presence = number();
    }

    public long number() {
        if (next == end) {
            throw new MalformedException("a row with too few numbers");
        }
        return table.cell(next++);
    }

    public int integer() {
        return inIntRange(number());
    }

    private static int inIntRange(long value) {
        if (value != (int) value) {
            throw new MalformedException("too large a number: " + value);
        }
        return (int) value;
    }

    public boolean flag() {
        return number() != 0;
    }

    public String text() {
        return texts.text(number());
    }

    public <E extends Enum<E>> E word(Class<E> type) {
        String name = text();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("'" + name + "' is no " + type.getSimpleName());
        }
    }

    public OptionalLong optionalNumber() {
        boolean present = present();
        long value = optionalCell();
        return present ? OptionalLong.of(value) : OptionalLong.empty();
    }

    public OptionalInt optionalInteger() {
        OptionalLong value = optionalNumber();
        return value.isPresent() ? OptionalInt.of(inIntRange(value.getAsLong())) : OptionalInt.empty();
    }

    public Optional<String> optionalText() {
        boolean present = present();
        long number = optionalCell();
        return present ? Optional.of(texts.text(number)) : Optional.empty();
    }

    public Optional<Histogram> histogram() {
        boolean present = present();
        long[] slots = new long[next == end && !present ? 0 : count()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = number();
        }
        return present ? Optional.of(Histogram.of(slots)) : Optional.empty();
    }

    public <T> List<T> list(Function<RowReader, T> each) {
        int count = count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(each.apply(this));
        }
        return values;
    }

    /** Whether the next optional value is there. */
    public boolean present() {
        boolean present = (presence & 1) != 0;
        presence >>>= 1;
        return present;
    }

    private long optionalCell() {
        return next == end ? 0 : number();
    }

    /** A number of values of a cell or more each: no more than there are cells. */
    private int count() {
        long count = number();
        if (count < 0 || count > end - next) {
            throw new MalformedException("a list of " + count + " in a row with room for " + (end - next));
        }
        return (int) count;
    }
}
