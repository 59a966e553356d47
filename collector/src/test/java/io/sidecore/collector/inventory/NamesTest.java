package io.sidecore.collector.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NamesTest {

    @Test
    void aQueueIsReadAsItIsWritten() {
        QueueId queue = QueueId.parse("vm1/tx12");
        assertEquals(new QueueId("vm1", QueueId.Direction.TX, 12), queue);
        assertEquals("vm1/tx12", queue.toString());
    }

    @Test
    void queuesSortByDeviceThenPair() {
        List<QueueId> sorted = List.of("b/rx0", "a/tx1", "a/rx1", "a/tx0").stream()
                .map(QueueId::parse)
                .sorted()
                .toList();
        assertEquals("[a/tx0, a/rx1, a/tx1, b/rx0]", sorted.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "vm1", "vm1/", "vm1/tx", "vm1/zx0", "vm1/tx-1", "vm1/tx99999", "v m/tx0", "/tx0", "a/b/tx0"})
    void whatIsNoQueueIsRefusedByName(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> QueueId.parse(text));
        assertTrue(e.toString().contains("'" + text + "'"), e.toString());
    }

    @Test
    void aDeviceNameHasAnEnd() {
        assertThrows(IllegalArgumentException.class, () -> QueueId.parse("a".repeat(41) + "/rx0"));
        assertThrows(IllegalArgumentException.class, () -> new QueueId("vm1", QueueId.Direction.RX, -1));
    }

    @Test
    void workersSortAsPeopleCount() {
        List<WorkerId> sorted =
                List.of("w10", "w2", "w1").stream().map(WorkerId::new).sorted().toList();
        assertEquals("[w1, w2, w10]", sorted.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "w 0", "w/0", "wöchner", "01234567890123456789012345678901"})
    void whatIsNoWorkerIsRefusedByName(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new WorkerId(text));
        assertTrue(e.toString().contains("'" + text + "'"), e.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "sleep", "spin=1us", "spin=50us", "spin=1000000us"})
    void aPollingModeIsReadAsItIsWritten(String text) {
        assertEquals(text, PollMode.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Poll", "spin", "spin=", "spin=0us", "spin=1000001us", "spin=-1us", "spin=5ms", "busy"})
    void whatIsNoPollingModeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PollMode.parse(text));
    }

    @Test
    void onlySpinningHasATime() {
        assertEquals(Duration.ofNanos(50_000), PollMode.parse("spin=50us").spin());
        assertThrows(IllegalArgumentException.class, () -> new PollMode(PollMode.Kind.POLL, Duration.ofNanos(1)));
        assertThrows(IllegalArgumentException.class, () -> new PollMode(PollMode.Kind.SPIN, Duration.ZERO));
    }
}
