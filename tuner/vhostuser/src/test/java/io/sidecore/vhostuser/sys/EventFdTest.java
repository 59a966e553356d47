package io.sidecore.vhostuser.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.rig.Leaks;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.RawSocket;
import org.junit.jupiter.api.Test;

class EventFdTest {

    private static final int F_SETFL = 4;

    @Test
    void countsSignals() {
        try (EventFd event = EventFd.create()) {
            assertEquals(0, event.drain());
            event.signal();
            event.signal();
            assertEquals(2, event.drain());
            assertEquals(0, event.drain());
        }
    }

    @Test
    void adoptsOnlyEventFds() {
        try (Memfd file = new Memfd(4096)) {
            Fd[] pair = RawSocket.pair();
            assertKind("socket:[", pair[0]);
            assertKind("/memfd:test", file.fd());
            pair[0].close();
            pair[1].close();
        }
    }

    private static void assertKind(String kind, Fd fd) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> EventFd.adopt(fd));
        assertTrue(String.valueOf(e.getMessage()).startsWith("a descriptor that is " + kind), e.getMessage());
        assertTrue(fd.isOpen(), "it stays the caller's");
    }

    /** Flags belong to both sides: the peer may take back what was set when it was adopted. */
    @Test
    void drainingDoesNotWaitEvenIfThePeerMakesItBlocking() {
        try (EventFd event = EventFd.create()) {
            SystemCalls.check("fcntl", LibC.C.fcntl(event.number(), F_SETFL, 0));
            assertEquals(0, event.drain());
            event.signal();
            assertEquals(1, event.drain());
            assertEquals(0, event.drain());
        }
    }

    @Test
    void whateverThePeerWritesASumOfDrainsDoesNotOverflow() {
        long word = RawMemory.allocate(8);
        try (EventFd event = EventFd.create()) {
            for (long written : new long[] {-2, Long.MAX_VALUE, 1L << 32}) {
                RawMemory.putLong(word, written);
                assertEquals(8, LibC.C.write(event.number(), word, 8));
                assertEquals(Integer.MAX_VALUE, event.drain());
            }
        } finally {
            RawMemory.free(word);
        }
    }

    @Test
    void closesItsDescriptorOnce() {
        Leaks before = Leaks.now();
        EventFd event = EventFd.create();
        event.close();
        event.close();
        assertEquals(before.descriptors(), Leaks.now().descriptors());
        assertThrows(IllegalStateException.class, event::signal);
    }
}
