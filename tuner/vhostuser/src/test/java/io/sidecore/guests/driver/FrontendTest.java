package io.sidecore.guests.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.vhostuser.protocol.Features;
import io.sidecore.vhostuser.protocol.ProtocolException;
import io.sidecore.vhostuser.sys.SystemCallException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontendTest {

    private static final long ALL = Features.VERSION_1
            | Features.EVENT_IDX
            | Features.INDIRECT_DESC
            | Features.MRG_RXBUF
            | Features.PROTOCOL_FEATURES
            | Features.IN_ORDER;

    private static final FrontendOptions OPTIONS = new FrontendOptions(256, TxLayout.ONE, 1500);

    @TempDir
    private Path directory;

    private Path socket() {
        return directory.resolve("vm1.sock");
    }

    @Test
    void saysEverythingInOrderAndWithAcknowledgement() {
        try (TestBackend backend = new TestBackend(socket(), ALL, Features.PROTOCOL_REPLY_ACK)) {
            try (Frontend frontend = Frontend.connect(socket(), OPTIONS)) {
                assertTrue(frontend.tx().hasRoom());
                assertEquals(1, frontend.kicks(), "the receive buffers are there");
            }
            assertEquals(
                    List.of(
                            "GET_FEATURES",
                            "GET_PROTOCOL_FEATURES",
                            "SET_PROTOCOL_FEATURES 0x8",
                            "SET_OWNER ack",
                            "SET_FEATURES 0x170008000 ack",
                            "SET_MEM_TABLE regions=1 gpa=0x100000000 offset=0 fds=1 ack",
                            "SET_VRING_NUM 0 256 ack",
                            "SET_VRING_BASE 0 0 ack",
                            "SET_VRING_ADDR 0 inside ack",
                            "SET_VRING_CALL 0 fds=1 ack",
                            "SET_VRING_KICK 0 fds=1 ack",
                            "SET_VRING_NUM 1 256 ack",
                            "SET_VRING_BASE 1 0 ack",
                            "SET_VRING_ADDR 1 inside ack",
                            "SET_VRING_CALL 1 fds=1 ack",
                            "SET_VRING_KICK 1 fds=1 ack",
                            "SET_VRING_ENABLE 0 1 ack",
                            "SET_VRING_ENABLE 1 1 ack"),
                    backend.requests());
        }
    }

    @Test
    void askForNothingThatTheBackendLacks() {
        try (TestBackend backend = new TestBackend(socket(), Features.VERSION_1, 0)) {
            try (Frontend frontend = Frontend.connect(socket(), OPTIONS)) {
                assertTrue(frontend.tx().hasRoom());
            }
            List<String> requests = backend.requests();
            assertEquals(List.of("GET_FEATURES", "SET_OWNER", "SET_FEATURES 0x100000000"), requests.subList(0, 3));
            assertEquals("SET_VRING_KICK 1 fds=1", requests.get(requests.size() - 1)); // nothing to enable
        }
    }

    @Test
    void aRefusedRequestIsNamed() {
        try (TestBackend backend = new TestBackend(socket(), ALL, Features.PROTOCOL_REPLY_ACK, "SET_MEM_TABLE")) {
            assertEquals("the backend refused SET_MEM_TABLE (1)", messageOf(ProtocolException.class, OPTIONS));
            assertNotEquals(List.of(), backend.requests());
        }
    }

    @Test
    void aBackendOfBeforeVirtio1IsRefused() {
        try (TestBackend backend = new TestBackend(socket(), Features.MRG_RXBUF, 0)) {
            assertEquals(
                    "the backend does not offer VERSION_1 (features 0x8000); want virtio 1.0 or later",
                    messageOf(ProtocolException.class, OPTIONS));
            assertEquals(List.of("GET_FEATURES"), backend.requests());
        }
    }

    @Test
    void whatTheOptionsNeedMustBeOffered() {
        try (TestBackend backend = new TestBackend(socket(), Features.VERSION_1, 0)) {
            assertEquals(
                    "the backend does not offer INDIRECT_DESC; want a tx layout of one or two",
                    messageOf(ProtocolException.class, new FrontendOptions(256, TxLayout.INDIRECT, 1500)));
            assertEquals(3, backend.requests().size());
        }
        try (TestBackend backend = new TestBackend(socket(), Features.VERSION_1, 0)) {
            assertEquals(
                    "the backend does not offer MRG_RXBUF; want frames of at most 2036 bytes, not 9000",
                    messageOf(ProtocolException.class, new FrontendOptions(256, TxLayout.ONE, 9000)));
            assertEquals(3, backend.requests().size());
        }
    }

    @Test
    void nobodyListens() {
        assertEquals(
                "connect to " + socket() + ": no such file or directory (errno 2)",
                messageOf(SystemCallException.class, OPTIONS));
    }

    private String messageOf(Class<? extends RuntimeException> type, FrontendOptions options) {
        return String.valueOf(
                assertThrows(type, () -> Frontend.connect(socket(), options)).getMessage());
    }
}
