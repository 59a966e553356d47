package io.sidecore.tuner.report.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0123456, 0.0123",
        "1.2, 1.20",
        "95.14, 95.1",
        "780, 780",
        "1234, 1230",
        "999.6, 1000",
        "0.0000001, 0.000000"
    })
    void threeDigitsThatCount(double value, String text) {
        assertEquals(text, Figures.three(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "12.5, 12.5",
        "999, 999",
        "999.9, 1.00 k",
        "780000, 780 k",
        "1234567, 1.23 M",
        "2e18, 2.00 E"
    })
    void largeNumbersHaveAPrefix(double value, String text) {
        assertEquals(text, Figures.large(value));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 µs", "21.5, 21.5 µs", "999.7, 1.00 ms", "1234, 1.23 ms", "2000000, 2.00 s"})
    void timesHaveAUnitThatFits(double micros, String text) {
        assertEquals(text, Figures.micros(micros));
    }

    @ParameterizedTest
    @CsvSource({"1.00 M, 1 M", "1.50 M, 1.5 M", "0.500, 0.5", "100 ms, 100 ms", "20, 20", "2.00, 2"})
    void aTickLosesZerosThatSayNothing(String number, String tick) {
        assertEquals(tick, Figures.tick(number));
    }

    @Test
    void absentIsADashAndLongTextIsCut() {
        assertEquals("-", Figures.three(OptionalDouble.empty()));
        assertEquals("adap\u2026", Figures.cut("adaptive", 5));
        assertEquals("elvis", Figures.cut("elvis", 5));
        assertEquals("12.3", Figures.place(12.34));
        assertEquals("12", Figures.place(12.04));
        assertEquals("0.4 %", Figures.percent(0.004));
        assertEquals("12 %", Figures.percent(0.12));
    }
}
