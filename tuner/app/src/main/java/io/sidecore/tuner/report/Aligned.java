package io.sidecore.tuner.report;

import java.util.List;

/** Rows of cells as lines, each column as wide as its widest cell. */
final class Aligned {

    private static final String GAP = "  ";

    private Aligned() {}

    /** All columns to the left, as words read. */
    static List<String> words(List<List<String>> rows) {
        return lines(rows, rows.get(0).size());
    }

    /** The first column to the left and the others to the right, as numbers read. */
    static List<String> numbers(List<List<String>> rows) {
        return lines(rows, 1);
    }

    private static List<String> lines(List<List<String>> rows, int toTheLeft) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths, toTheLeft)).toList();
    }

    private static String line(List<String> cells, int[] widths, int toTheLeft) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : GAP).append(i < toTheLeft ? cells.get(i) + space : space + cells.get(i));
        }
        return line.toString().stripTrailing();
    }
}
