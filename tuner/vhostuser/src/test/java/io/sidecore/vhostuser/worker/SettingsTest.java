package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void areThoseOfVhostInitially() {
        assertEquals(256, Settings.INITIAL.get(Setting.PACKET_WEIGHT)); // VHOST_NET_PKT_WEIGHT
        assertEquals(0x80000, Settings.INITIAL.get(Setting.BYTE_WEIGHT)); // VHOST_NET_WEIGHT
        assertEquals(7, Settings.INITIAL.get(Setting.GUESTS_PER_WORKER)); // devices_per_worker of ELVIS and the RFC
    }

    @Test
    void changeOneByOneAndByName() {
        Settings settings = Settings.INITIAL.with(Map.of("poll-start-rate", 1000L, "coalesce-us", 20L));
        assertEquals(1000, settings.get(Setting.POLL_START_RATE));
        assertEquals(20_000, settings.microsAsNanos(Setting.COALESCE_US));
        assertEquals(0, Settings.INITIAL.get(Setting.POLL_START_RATE));
        assertEquals(20, settings.all().get("coalesce-us"));
    }

    @Test
    void refuseWhatIsNotThereOrOutOfRange() {
        String unknown = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Settings.INITIAL.with(Map.of("x", 1L)))
                        .getMessage());
        assertTrue(unknown.startsWith("no such setting: 'x' (there are packet-weight, byte-weight, "), unknown);
        String range = assertThrows(
                        IllegalArgumentException.class, () -> Settings.INITIAL.with(Setting.GUESTS_PER_WORKER, 0))
                .getMessage();
        assertEquals("guests-per-worker must be in [1,1024]: 0", range);
    }
}
