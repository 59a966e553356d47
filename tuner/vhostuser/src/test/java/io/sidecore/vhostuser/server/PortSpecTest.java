package io.sidecore.vhostuser.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sidecore.vhostuser.port.Vlans;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortSpecTest {

    private static final String WANTED =
            " (want PATH[,name=NAME][,type=switch|echo|null][,client=on][,queues=N][,vlan=N][,trunk=N+N] or"
                    + " PATH[,name=NAME],type=blk,file=FILE[,readonly=on][,client=on][,queues=N][,serial=TEXT]"
                    + "[,direct=off][,aio=threads])";

    @Test
    void aPathAloneIsAPortOfTheSwitchForAll() {
        assertEquals(
                new PortSpec(
                        Path.of("/run/vm1.sock"), false, "vm1", PortSpec.Type.SWITCH, 16, Vlans.ALL, Optional.empty()),
                PortSpec.parse("/run/vm1.sock"));
    }

    @Test
    void optionsMayComeInAnyOrder() {
        assertEquals(
                new PortSpec(
                        Path.of("x"), true, "vm2", PortSpec.Type.ECHO, 64, Vlans.parse("5", "7+9"), Optional.empty()),
                PortSpec.parse("x,trunk=7+9,client=on,queues=64,type=echo,vlan=5,name=vm2"));
    }

    @ParameterizedTest
    @CsvSource({"switch, SWITCH", "echo, ECHO", "null, NULL"})
    void knowsTheTypes(String word, PortSpec.Type type) {
        assertEquals(type, PortSpec.parse("x,type=" + word).type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,name         | not a port option: 'name' in 'x,name'",
                "x,             | not a port option: '' in 'x,'",
                "x,vlan=5,vlan=6 | not a port option: 'vlan=6' in 'x,vlan=5,vlan=6'",
                "x,colour=red   | not an option of such a port: 'colour' in 'x,colour=red'",
                "x,Name=vm1     | not an option of such a port: 'Name' in 'x,Name=vm1'",
                "x,type=tap     | not a type of port: 'tap' in 'x,type=tap'",
                "x,type=SWITCH  | not a type of port: 'SWITCH' in 'x,type=SWITCH'",
                "x,type=        | not a type of port: '' in 'x,type='",
                "x,queues=      | not a number of queues: '' in 'x,queues='",
                "x,queues=-1    | not a number of queues: '-1' in 'x,queues=-1'",
                "x,queues=99999 | not a number of queues: '99999' in 'x,queues=99999'",
            })
    void saysWhatIsWrongAndWhatItWants(String text, String problem) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PortSpec.parse(text));
        assertEquals(problem + WANTED, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'x,client=yes', 'not a value of client: ''yes'' in ''x,client=yes'' (want off or on)'",
        "'x,queues=0',  'queues must be in [1,64]: 0'",
        "'x,queues=65', 'queues must be in [1,64]: 65'",
        "'x,vlan=0',    'not a VLAN: ''vlan=0'' (want 1 to 4094)'",
        "'x,trunk=5+',  'not a VLAN: ''trunk='' (want 1 to 4094)'",
    })
    void saysWhichValuesItTakes(String text, String problem) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> PortSpec.parse(text));
        assertEquals(problem, e.getMessage());
    }
}
