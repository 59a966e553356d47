package io.sidecore.tuner.top.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

    @ParameterizedTest
    @CsvSource({
        "[A,-3",
        "OA,-3",
        "[B,-4",
        "[5~,-5",
        "[6~,-6",
        "[H,-7",
        "[1~,-7",
        "OH,-7",
        "[F,-8",
        "[4~,-8",
        "[200~,-9",
        "[1;5A,-9",
        "x,-9"
    })
    void whatAKeySendsIsOneKey(String sequence, int key) throws IOException {
        assertEquals(List.of(key, (int) 'q', Keys.GONE), read("\u001b" + sequence + "q"));
    }

    @Test
    void escapeAloneIsEscape() throws IOException {
        assertEquals(List.of(Keys.ESCAPE, Keys.GONE), read("\u001b"));
    }

    @Test
    void terminalsDisagreeAboutEnterAndBackspace() throws IOException {
        assertEquals(
                List.of(Keys.ENTER, Keys.ENTER, Keys.BACKSPACE, Keys.BACKSPACE, Keys.CTRL_C, Keys.TAB, Keys.GONE),
                read("\r\n\b\u007f\u0003\t"));
    }

    @Test
    void aSequenceWithoutEndDoesNotSwallowEverything() throws IOException {
        List<Integer> keys = read("\u001b[" + "1".repeat(100) + "q");
        assertEquals(Keys.OTHER, keys.get(0));
        assertEquals('q', keys.get(keys.size() - 2));
    }

    private static List<Integer> read(String typed) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.ISO_8859_1));
        List<Integer> keys = new ArrayList<>();
        do {
            keys.add(Keys.read(in));
        } while (keys.get(keys.size() - 1) != Keys.GONE);
        return keys;
    }
}
