package io.sidecore.vhostuser.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.InternetChecksum;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    /** The example in RFC 1071, section 3. */
    @Test
    void sumsAsTheStandardDoes() {
        long at = RawMemory.allocate(8);
        RawMemory.put(
                new byte[] {0x00, 0x01, (byte) 0xf2, 0x03, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7}, at);
        assertEquals(0x2ddf0, Checksum.add(0, at, 8));
        assertEquals(~0xddf2 & 0xffff, Checksum.finish(Checksum.add(0, at, 8)));
        RawMemory.free(at);
    }

    @Test
    void sumsAnyBytesFromAnyAddress() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] bytes = new byte[70_000];
        long memory = RawMemory.allocate(bytes.length + 8);
        for (int round = 0; round < 200; round++) {
            random.nextBytes(bytes);
            if (round % 10 == 0) {
                Arrays.fill(bytes, (byte) 0xff); // all carries
            }
            int count = random.nextInt(round % 2 == 0 ? 200 : 70_000);
            long at = memory + random.nextInt(8);
            RawMemory.put(bytes, at);
            long start = random.nextLong(1L << 32);
            int expected = ~InternetChecksum.fold(start + InternetChecksum.sum(bytes, 0, count)) & 0xffff;
            assertEquals(expected == 0 ? 0xffff : expected, Checksum.finish(Checksum.add(start, at, count)));
        }
        RawMemory.free(memory);
    }
}
