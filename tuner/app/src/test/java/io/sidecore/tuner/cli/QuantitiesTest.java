package io.sidecore.tuner.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and sizes as people type them. */
class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "1,PT1S",
        "0.5,PT0.5S",
        "500ms,PT0.5S",
        "2 s,PT2S",
        "3m,PT3M",
        "1h,PT1H",
        "1d,P1D",
        "0.000000001,PT0.000000001S"
    })
    void timesAreRead(String text, String duration) {
        assertEquals(Duration.parse(duration), Durations.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1", "1x", "1.", ".5", "1e3", "999999999d", "NaN", "1 m s"})
    void whatIsNoTimeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "4096,4096", "64K,65536", "500m,524288000", "2G,2147483648", "1TiB,1099511627776", "1kb,1024"})
    void sizesAreRead(String text, long bytes) {
        assertEquals(bytes, ByteSize.parse(text).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5G", "1X", "99999999999T"})
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0,        0 bytes",
        "1023,     1023 bytes",
        "1024,     1.0 KiB",
        "10189,    10 KiB",
        "1048575,  1.0 MiB",
        "1181116006,1.1 GiB"
    })
    void sizesAreWritten(long bytes, String text) {
        assertEquals(text, ByteSize.inWords(bytes));
    }
}
