package io.sidecore.tuner.top;

import io.sidecore.tuner.top.text.Cell;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One line of a view, and those that belong to it.
 *
 * @param cells what it shows; what is missing is blank
 * @param rank what rows are sorted by unless told otherwise, the largest first
 * @param alarming whether an operator should look at it
 * @param guests the guests that it has to do with
 * @param ids thread and process ids that it has to do with
 * @param children shown in detail only
 */
record Row(
        Map<Field, Cell> cells,
        double rank,
        boolean alarming,
        Set<String> guests,
        Set<Integer> ids,
        List<Row> children) {

    Row {
        cells = new EnumMap<>(cells);
        guests = Set.copyOf(guests);
        ids = Set.copyOf(ids);
        children = List.copyOf(children);
    }

    Cell cell(Field field) {
        return cells.getOrDefault(field, Cell.BLANK);
    }
}
