package io.sidecore.collector.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HistogramsTest {

    /** A column is the same as its histograms one by one. */
    @Test
    void itHoldsWhatIsAdded() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Optional<Histogram>> rows = rows(random, random.nextInt(30));
            Histograms column = column(rows, random.nextInt(3));
            for (int row = 0; row < rows.size(); row++) {
                assertEquals(rows.get(row), column.get(row), "row " + row + ", seed " + seed);
            }
        }
    }

    /** Growth is what {@link Histogram#grownSince} says, wherever the slots begin and end. */
    @Test
    void growthIsThatOfTheHistograms() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Optional<Histogram>> older = rows(random, 30);
            List<Optional<Histogram>> newer = new ArrayList<>();
            for (Optional<Histogram> row : older) {
                Optional<Histogram> other = row(random);
                boolean grows = random.nextInt(4) > 0;
                newer.add(grows && row.isPresent() ? other.map(more -> more.plus(row.get())) : other);
            }
            Histograms growth = new Histograms(0);
            Histograms before = column(older, 0);
            Histograms now = column(newer, 0);
            for (int row = 0; row < older.size(); row++) {
                growth.addGrowth(before, row, now, row);
            }
            for (int row = 0; row < older.size(); row++) {
                Optional<Histogram> was = older.get(row);
                Optional<Histogram> expected =
                        was.isPresent() ? newer.get(row).flatMap(one -> one.grownSince(was.get())) : Optional.empty();
                assertEquals(expected, growth.get(row), "row " + row + ", seed " + seed);
            }
        }
    }

    private static Histograms column(List<Optional<Histogram>> rows, int capacity) {
        Histograms column = new Histograms(capacity);
        rows.forEach(column::add);
        return column;
    }

    private static List<Optional<Histogram>> rows(SplittableRandom random, int count) {
        List<Optional<Histogram>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(random));
        }
        return rows;
    }

    private static Optional<Histogram> row(SplittableRandom random) {
        long[] slots = new long[random.nextInt(65)];
        int from = random.nextInt(64);
        for (int slot = from; slot < Math.min(slots.length, from + 6); slot++) {
            slots[slot] = random.nextInt(3);
        }
        return random.nextInt(5) == 0 ? Optional.empty() : Optional.of(Histogram.of(slots));
    }
}
