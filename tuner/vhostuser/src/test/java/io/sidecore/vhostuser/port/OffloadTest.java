package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.Frames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OffloadTest {

    private static long word(int flags, int gsoType, int headerBytes, int segmentBytes, int start) {
        byte[] header = Frames.header(flags, gsoType, headerBytes, segmentBytes, start, 0);
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    @Test
    void readsEachField() {
        long word = word(1, 0x84, 0xfefd, 0xfffe, 0xfffc);
        assertEquals(1, Offload.flags(word));
        assertEquals(0x84, Offload.gsoType(word));
        assertEquals(0xfffe, Offload.segmentBytes(word));
        assertEquals(0xfffc, Offload.checksumStart(word));
    }

    /** That a checksum is right, which a sender may say, is nothing that a receiver should believe. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "2, 0, 0", "1, 0, 1", "3, 0, 1", "0xff, 1, 1", "4, 1, 0"})
    void keepsOnlyWhatIsToBeDone(String flags, int gso, int kept) {
        long word = Offload.clean(word(Integer.decode(flags), gso, 54, 1000, 34));
        assertEquals(kept, Offload.flags(word));
        assertEquals(kept == 0 && gso == 0 ? 0 : word(kept, gso, 54, 1000, 34), word);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0,    0,    0,     0, 14,   true", // nothing to be done
        "1, 0,    0,    34,    6, 42,   true",
        "1, 0,    0,    34,    7, 42,   false", // the checksum's last byte is behind the frame
        "1, 0,    0,    65535, 65535, 65553, false",
        "1, 1,    1000, 34,    16, 2000, true",
        "1, 4,    1000, 34,    16, 2000, true",
        "1, 0x81, 1000, 34,    16, 2000, true",
        "1, 1,    0,    34,    16, 2000, false", // into segments of nothing
        "0, 1,    1000, 34,    16, 2000, false", // segments need checksums
        "1, 3,    1000, 34,    16, 2000, false", // UDP fragments: not offered
        "1, 5,    1000, 34,    16, 2000, false",
        "1, 0x80, 1000, 34,    16, 2000, false",
    })
    void knowsWhatCanBeDone(int flags, String gso, int segment, int start, int offset, int bytes, boolean valid) {
        assertEquals(valid, Offload.isValid(word(flags, Integer.decode(gso), 0, segment, start), offset, bytes));
    }

    @Test
    void aTagMovesWhatLiesBehindIt() {
        assertEquals(word(1, 1, 58, 1000, 38), Offload.shifted(word(1, 1, 54, 1000, 34), 4));
        assertEquals(word(1, 1, 54, 1000, 34), Offload.shifted(word(1, 1, 58, 1000, 38), -4));
    }
}
