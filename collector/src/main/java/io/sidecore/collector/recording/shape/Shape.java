package io.sidecore.collector.recording.shape;

import io.sidecore.collector.recording.rows.RowReader;
import io.sidecore.collector.recording.rows.RowTable;
import io.sidecore.collector.recording.rows.RowWriter;
import io.sidecore.collector.recording.rows.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How records of one type lie in rows: a row's cells are the record's components, in the order of {@code write}, after the
 * presence bits. The first of them tells records of the type apart where one can.
 *
 * <p>A component that is new in a later version is optional and goes to the end of its row, wherever it stands in the
 * record. Then readers of either version read what the other wrote.
 *
 * @param write a record's components, to the row's cells
 * @param read the same back, in the same order
 */
public record Shape<T>(BiConsumer<T, RowWriter> write, Function<RowReader, T> read) {

    /** Fills a table with a row for each record. */
    public void write(List<T> records, RowTable table, Texts texts) {
        table.clear();
        RowWriter row = new RowWriter(table, texts);
        for (T each : records) {
            row.begin();
            write.accept(each, row);
            row.end();
        }
    }

    /** The records of a table. */
    public List<T> read(RowTable table, Texts texts) {
        List<T> records = new ArrayList<>(table.rows());
        RowReader row = new RowReader(table, texts);
        for (int i = 0; i < table.rows(); i++) {
            row.begin(i);
            records.add(read.apply(row));
        }
        return records;
    }
}
