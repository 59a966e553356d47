package io.sidecore.vhostuser.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirtyLogTest {

    private static final int OFFSET = 64;
    private static final int LOG_BYTES = 32;
    private static final int FILE_BYTES = 256;
    private static final int PAGES = 8 * LOG_BYTES;

    private final Memfd file = new Memfd(FILE_BYTES);
    private final DirtyLog log = new DirtyLog(file.mapAgain(), OFFSET, LOG_BYTES);

    @AfterEach
    void close() {
        log.close();
        file.close();
    }

    /** All bits in the file, counted from where the log begins. */
    private String pages() {
        byte[] bytes = new byte[FILE_BYTES];
        RawMemory.get(file.address(), bytes);
        BitSet bits = BitSet.valueOf(bytes);
        return bits.stream().map(bit -> bit - 8 * OFFSET).boxed().toList().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, [0]",
        "0xfff, 1, [0]",
        "0xfff, 2, '[0, 1]'",
        "0x1000, 0x1000, [1]",
        "0x1800, 0x1000, '[1, 2]'",
        "0x3f000, 0x3000, '[63, 64, 65]'",
        "0xff000, 0x1000, [255]",
        "0xff000, 0x1001, [255]",
        "0x100000, 0x1000, []",
        "0x7ffffffffffff000, 0x1000, []",
        "-0x1000, 0x800, []",
    })
    void marksThePagesThatWereTouched(String address, String bytes, String pages) {
        log.mark(Long.decode(address), Long.decode(bytes));
        assertEquals(pages, pages());
    }

    /** The frontend takes bits out while workers put others in. */
    @Test
    void noMarkIsLostBetweenTwoThatChangeOneWord() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> mark(1));
        mark(0);
        other.join();
        assertEquals(PAGES, BitSet.valueOf(bytes()).cardinality());
    }

    private void mark(int first) {
        for (int round = 0; round < 1000; round++) {
            for (long page = first; page < PAGES; page += 2) {
                log.mark(page << 12, 1);
                clearFor(page, round);
            }
        }
    }

    /** Takes the own bit out again, in all rounds but the last. */
    private void clearFor(long page, int round) {
        long at = file.address() + OFFSET + (page >>> 6) * 8;
        boolean done = round == 999;
        while (!done) {
            long word = RawMemory.getLongVolatile(at);
            done = RawMemory.compareAndSetLong(at, word, word & ~(1L << (page & 63)));
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[FILE_BYTES];
        RawMemory.get(file.address(), bytes);
        return bytes;
    }
}
