package io.sidecore.tuner.top.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.04, 0.0",
        "0.4, 0.4",
        "9.94, 9.9",
        "9.96, 10",
        "950, 950",
        "999.6, 1.0k",
        "12345, 12.3k",
        "99949, 99.9k",
        "123456, 123k",
        "999600, 1.0M",
        "1234567, 1.2M",
        "123456789, 123M"
    })
    void ratesHaveThreeDigitsAndAPrefix(double rate, String text) {
        assertEquals(text, Cell.rate(OptionalDouble.of(rate)).text());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "850, 850ns",
        "999, 999ns",
        "1000, 1.0us",
        "80123, 80us",
        "999600, 1.0ms",
        "2100000, 2.1ms",
        "1500000000, 1.5s",
        "99000000000, 99s"
    })
    void timesHaveAUnitThatFits(long nanos, String text) {
        assertEquals(text, Cell.nanos(OptionalLong.of(nanos)).text());
    }

    @Test
    void whatWasNotMeasuredIsNoZero() {
        assertEquals(Cell.ABSENT, Cell.rate(OptionalDouble.empty()));
        assertEquals(Cell.ABSENT, Cell.percent(OptionalDouble.empty()));
        assertEquals(Cell.ABSENT, Cell.nanos(OptionalLong.empty()));
        assertEquals("0.0", Cell.percent(OptionalDouble.of(0)).text());
    }

    @Test
    void theLargestComesFirstAndTheUnknownLast() {
        List<String> sorted = Stream.of(
                        Cell.rate(OptionalDouble.of(5)),
                        Cell.ABSENT,
                        Cell.rate(OptionalDouble.of(2000)),
                        Cell.rate(OptionalDouble.of(40)))
                .sorted(Cell.ORDER)
                .map(Cell::text)
                .toList();
        assertEquals(List.of("2.0k", "40", "5.0", "-"), sorted);
        assertEquals(
                List.of("7", "10"),
                Stream.of(Cell.id(10), Cell.id(7))
                        .sorted(Cell.ORDER)
                        .map(Cell::text)
                        .toList());
        assertEquals(
                List.of("a", "b"),
                Stream.of(Cell.of("b"), Cell.of("a"))
                        .sorted(Cell.ORDER)
                        .map(Cell::text)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "plain-1.2, plain-1.2",
        "'a\tb\u001b[2Jc\n', a?b?[2Jc?",
        "'\u009b31m\u007f\u0000', ?31m??",
        "'\u202eevil \ud83d\udc27 gu\u00e9st', ?evil ? gu?st",
        "'\ud800', ?",
        "'', ''"
    })
    void aTerminalObeysNoName(String name, String shown) {
        assertEquals(shown, Harmless.text(name));
        assertEquals(shown, Cell.of(name).text());
    }
}
