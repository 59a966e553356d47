package io.sidecore.vhostuser.sys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.Faulting;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawMemoryTest {

    private static final int READS = 64;

    /** More than it takes until the last compiler has had it. */
    private static final int WARM_UP = 50_000;

    private final int[] kept = new int[READS];

    @SuppressWarnings("UnusedVariable") // written so that the reads are not optimized away
    private int noise;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 127, 128, 129, 1500})
    void copiesThatManyBytesAndNoMore(int bytes) {
        long at = RawMemory.allocate(4000);
        try {
            byte[] from = new byte[2000];
            IntStream.range(0, from.length).forEach(i -> from[i] = (byte) (i * 7 + 1));
            RawMemory.put(from, at);
            RawMemory.copy(at, at + 2000, bytes);
            byte[] to = new byte[2000];
            RawMemory.get(at + 2000, to);
            assertArrayEquals(Arrays.copyOf(Arrays.copyOf(from, bytes), 2000), to);
        } finally {
            RawMemory.free(at);
        }
    }

    @Test
    void shortsAreUnsigned() {
        long at = RawMemory.allocate(8);
        try {
            RawMemory.putShort(at, 0xfedc);
            assertEquals(0xfedc, RawMemory.getShort(at));
            assertEquals(0xfedc, RawMemory.getShortAcquire(at));
        } finally {
            RawMemory.free(at);
        }
    }

    /** In compiled code, a load that faults leaves in the register what was there, and that has more than 16 bits. */
    @Test
    void shortThatFaultsHas16BitsStill() {
        try (Faulting memory = new Faulting(4096)) {
            for (int i = 0; i < WARM_UP; i++) {
                readAll(memory.address(), i);
            }
            memory.truncate();
            for (int i = 0; i < 200; i++) {
                int seed = i;
                memory.touch(() -> readAll(memory.address(), seed));
                int[] wrong = Arrays.stream(kept)
                        .filter(value -> value < 0 || value > 0xffff)
                        .toArray();
                assertArrayEquals(new int[0], wrong);
            }
        }
    }

    private void readAll(long address, int seed) {
        int mix = seed * 0x9e3779b9;
        for (int i = 0; i < kept.length; i++) {
            mix = Integer.rotateLeft(mix * 31 + i, 7); // leaves large values in registers
            kept[i] = RawMemory.getShort(address + (mix & 1022));
            noise += mix;
        }
    }
}
