package io.sidecore.policies.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "vm1,     vm1,     true",
        "vm1,     vm10,    false",
        "vm1,     avm1,    false",
        "db-*,    db-,     true",
        "db-*,    db-east, true",
        "db-*,    web-db-, false",
        "*,       vm1,     true",
        "*-db,    a-db,    true",
        "*-db,    a-db-b,  false",
        "*ab*ab,  aabxab,  true",
        "*ab*ab,  aabx,    false",
        "a*b*c,   abbc,    true",
        "a.c,     abc,     false",
        "vm*****, vm,      true",
    })
    void aStarStandsForAnyLettersAndNothingElseDoes(String pattern, String guest, boolean matches) {
        assertEquals(matches, new NamePattern(pattern).matches(guest));
    }

    @Test
    void whatIsNoNameIsRefused() {
        assertEquals(
                "not a guest's name: 'db/*' (want 1 to 40 letters, digits, '.', '_', '-' or '*', as in vm1 or db-*)",
                assertThrows(IllegalArgumentException.class, () -> new NamePattern("db/*"))
                        .getMessage());
    }
}
