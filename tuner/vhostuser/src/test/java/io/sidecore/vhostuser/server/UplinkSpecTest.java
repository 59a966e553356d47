package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.port.Vlans;
import io.sidecore.vhostuser.server.UplinkSpec.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UplinkSpecTest {

    @Test
    void isReadAsTheCommandLineHasIt() {
        assertEquals(new UplinkSpec(Kind.TAP, "tap0", "tap0", 1, Vlans.ALL), UplinkSpec.parse("tap=tap0"));
        assertEquals(
                new UplinkSpec(Kind.PACKET, "enp1s0f0", "up", 4, Vlans.parse("10", "20+30")),
                UplinkSpec.parse("packet=enp1s0f0,name=up,vlan=10,trunk=20+30,queues=4"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "eth0 | not an uplink option: 'eth0' in 'eth0'",
                "name=x,tap=y | not an uplink: 'name=x,tap=y'",
                "tap=a,packet=b | not an uplink option: 'packet' in 'tap=a,packet=b'",
                "tap=a,tap=b | not an uplink option: 'tap=b' in 'tap=a,tap=b'",
                "tap=a,type=echo | not an uplink option: 'type' in 'tap=a,type=echo'",
                "tap=a,queues=x | not a number of queues: 'x' in 'tap=a,queues=x'",
                "tap=a,queues=17 | queues must be in [1,16]: 17",
                "tap=a,vlan=0 | not a VLAN: 'vlan=0'",
                "tap= | not a device name: ''",
                "tap=,name=x | not the name of an interface: ''",
                "tap=tap%d,name=x | not the name of an interface: 'tap%d'",
                "tap=abcdefghijklmnop | not the name of an interface: 'abcdefghijklmnop'",
                "packet=a/b,name=x | not the name of an interface: 'a/b'",
                "packet=..,name=x | not the name of an interface: '..'",
                "packet=vlan@eth0 | not a device name: 'vlan@eth0'",
            })
    void whatIsWrongIsSaid(String text, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> UplinkSpec.parse(text));
        assertEquals(message, String.valueOf(e.getMessage()).substring(0, message.length()));
    }
}
