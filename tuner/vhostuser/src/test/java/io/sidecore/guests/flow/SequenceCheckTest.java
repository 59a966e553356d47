package io.sidecore.guests.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceCheckTest {

    private final SequenceCheck check = new SequenceCheck();

    private String counts() {
        return check.arrived() + " arrived, " + check.lost() + " lost, " + check.repeated() + " repeated, "
                + check.reordered() + " reordered";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0 1 2 3       | 4 arrived, 0 lost, 0 repeated, 0 reordered
        0 1 4 5       | 4 arrived, 2 lost, 0 repeated, 0 reordered
        2             | 1 arrived, 2 lost, 0 repeated, 0 reordered
        0 2 1 3       | 4 arrived, 0 lost, 0 repeated, 1 reordered
        0 3 2 1 4     | 5 arrived, 0 lost, 0 repeated, 2 reordered
        0 1 1 2 0     | 3 arrived, 0 lost, 2 repeated, 0 reordered
        0 3 1 1 3     | 3 arrived, 1 lost, 2 repeated, 1 reordered
        5000 905      | 2 arrived, 4999 lost, 0 repeated, 1 reordered
        5000 904      | 1 arrived, 5000 lost, 1 repeated, 0 reordered
        0 4096 0      | 2 arrived, 4095 lost, 1 repeated, 0 reordered
        0 9000 8000 0 | 3 arrived, 8998 lost, 1 repeated, 1 reordered
        """)
    void countsExactly(String sequence, String counts) {
        for (String number : sequence.strip().split(" ", -1)) {
            check.arrived(Long.parseLong(number));
        }
        assertEquals(counts, counts());
    }

    @Test
    void beginsAnew() {
        check.arrived(7);
        check.arrived(7);
        check.restart();
        assertEquals("0 arrived, 0 lost, 0 repeated, 0 reordered", counts());
        check.arrived(0);
        check.arrived(7);
        check.arrived(3);
        assertEquals("3 arrived, 5 lost, 0 repeated, 1 reordered", counts());
        assertEquals(8, check.frontier());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void agreesWithAListOfEverythingThatCame(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Long> came = new ArrayList<>();
        long repeated = 0;
        long reordered = 0;
        long highest = -1;
        for (int i = 0; i < 3000; i++) {
            long number = Math.max(0, highest + 3 - random.nextInt(8));
            if (came.contains(number)) {
                repeated++;
            } else {
                came.add(number);
                reordered += number < highest ? 1 : 0;
            }
            highest = Math.max(highest, number);
            check.arrived(number);
        }
        long lost = highest + 1 - came.size();
        assertEquals(
                came.size() + " arrived, " + lost + " lost, " + repeated + " repeated, " + reordered + " reordered",
                counts());
    }
}
