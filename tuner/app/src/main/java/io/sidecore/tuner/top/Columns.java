package io.sidecore.tuner.top;

import io.sidecore.tuner.top.text.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Those columns of a view that a line has room for, and how wide each is. */
final class Columns {

    /** A name is as long as it is: beyond that, columns of numbers would drift apart. */
    private static final int LONGEST_NAME = 36;

    private final Map<Field, Integer> widths = new EnumMap<>(Field.class);
    private final List<Field> fields;

    /** Leaves out what is least important until the rest fits in {@code width} columns. */
    Columns(View view, int width) {
        fields = new ArrayList<>(view.fields());
        while (fields.size() > 1 && wanted() > width) {
            fields.remove(fields.stream()
                    .min(Comparator.comparingInt(Field::importance))
                    .orElseThrow());
        }
        int left = Math.max(0, width - wanted());
        fields.forEach(field -> widths.put(field, field.width()));
        Field name = fields.get(0);
        Field last = fields.get(fields.size() - 1);
        int forName = last.grows() && last != name ? Math.min(left / 2, LONGEST_NAME - name.width()) : left;
        widths.merge(name, Math.min(forName, LONGEST_NAME - name.width()), Integer::sum);
        if (last.grows() && last != name) {
            widths.merge(last, left - forName, Integer::sum);
        }
    }

    private int wanted() {
        return fields.stream().mapToInt(Field::width).sum();
    }

    String headings() {
        return line("", Field::heading);
    }

    /** A row; its name is indented by {@code indent}. */
    String line(Row row, String indent) {
        return line(indent, field -> row.cell(field).text());
    }

    private String line(String indent, Function<Field, String> text) {
        StringBuilder line = new StringBuilder();
        for (Field field : fields) {
            String cell = field.isName() ? indent + text.apply(field) : text.apply(field);
            int width = widths.getOrDefault(field, field.width());
            line.append(
                    field.isName()
                            ? left(cell, width)
                            : field.isText() ? " " + left(cell, width - 1) : right(cell, width));
        }
        return line.toString().stripTrailing();
    }

    private static String left(String text, int width) {
        return text.length() > width
                ? text.substring(0, Math.max(0, width - 1)) + "~"
                : text + " ".repeat(width - text.length());
    }

    /** A number that is too long keeps all its digits: half a number would be another one. */
    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }

    /** In the order of the settings. */
    static List<Row> sorted(List<Row> rows, Settings settings) {
        Field name = settings.view().fields().get(0);
        Comparator<Row> byName = Comparator.comparing(row -> row.cell(name).text());
        Comparator<Row> order = settings.sort()
                .flatMap(word -> Field.of(settings.view(), word))
                .map(field -> Comparator.comparing((Row row) -> row.cell(field), Cell.ORDER))
                .orElse(Comparator.comparingDouble(Row::rank).reversed());
        return rows.stream()
                .filter(settings::shows)
                .sorted(order.thenComparing(byName))
                .toList();
    }
}
