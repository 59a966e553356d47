package io.sidecore.vhostuser.worker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Faulting;
import io.sidecore.vhostuser.sys.RawMemory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real faults. One may surface anywhere, also before what is tested; so each story is told often. */
class FaultsTest {

    private static final int TIMES = 100;

    private final Faults faults = new Faults();
    private final Faulting memory = new Faulting(4096);

    @BeforeEach
    void truncate() {
        memory.truncate();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private boolean surfaces(Runnable then) {
        return memory.touch(() -> {
            RawMemory.putByte(memory.address(), (byte) 1);
            then.run();
        });
    }

    @Test
    void whatIsDiscardedSurfacesNoMore() {
        assertTrue(IntStream.range(0, TIMES).anyMatch(i -> !surfaces(faults::discard)));
    }

    @Test
    void whatIsNotDiscardedSurfacesAlways() {
        assertTrue(IntStream.range(0, TIMES).allMatch(i -> surfaces(() -> {})));
    }
}
