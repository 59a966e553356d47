package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VlansTest {

    /** Options, a frame's tag, the VLAN that it is in at such a port; -1 if it is not let in. */
    @ParameterizedTest
    @CsvSource({
        ",   ,     0,    0",
        ",   ,     7,    7",
        "5,  ,     0,    5",
        "5,  ,     5,    -1",
        "5,  ,     7,    -1",
        ",   7+9,  0,    -1",
        ",   7+9,  9,    9",
        ",   7+9,  8,    -1",
        "5,  7+9,  0,    5",
        "5,  7+9,  7,    7",
        "5,  7+9,  5,    -1",
        "5,  4094, 4094, 4094",
        "5,  5,    5,    5",
    })
    void knowsTheVlanOfAFrame(@Nullable String vlan, @Nullable String trunk, int tag, int of) {
        assertEquals(of, Vlans.parse(vlan, trunk).of(tag));
    }

    /** Options, a VLAN, how its frames leave. */
    @ParameterizedTest
    @CsvSource({
        ",   ,    0, untagged",
        ",   ,    7, tagged",
        "5,  ,    5, untagged",
        "5,  ,    0, no",
        "5,  ,    7, no",
        ",   7+9, 7, tagged",
        ",   7+9, 0, no",
        ",   7+9, 8, no",
        "5,  7+9, 5, untagged",
        "5,  7+9, 9, tagged",
        "5,  5+9, 5, untagged",
    })
    void knowsHowAFrameLeaves(@Nullable String vlan, @Nullable String trunk, int of, String leaves) {
        Vlans vlans = Vlans.parse(vlan, trunk);
        assertEquals(leaves, vlans.carries(of) ? vlans.isTagged(of) ? "tagged" : "untagged" : "no");
    }

    @ParameterizedTest
    @CsvSource({", , ''", "5, , ',vlan=5'", ", 9+7, ',trunk=7+9'", "5, 7, ',vlan=5,trunk=7'"})
    void saysItselfAsOnTheCommandLine(@Nullable String vlan, @Nullable String trunk, String text) {
        assertEquals(text, Vlans.parse(vlan, trunk).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0,    ,      vlan=0",
        "4095, ,      vlan=4095",
        "'',   ,      vlan=",
        "-1,   ,      vlan=-1",
        "5x,   ,      vlan=5x",
        "99999,,      vlan=99999",
        ",     0,     trunk=0",
        ",     7+,    trunk=",
        ",     '',    trunk=",
        ",     7+4095,trunk=4095",
    })
    void refusesWhatIsNoVlan(@Nullable String vlan, @Nullable String trunk, String named) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Vlans.parse(vlan, trunk));
        assertEquals("not a VLAN: '" + named.replace("''", "") + "' (want 1 to 4094)", e.getMessage());
    }
}
