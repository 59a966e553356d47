package io.sidecore.collector.discovery;

import io.sidecore.collector.inventory.Guest;
import io.sidecore.collector.proc.CommandLine;
import io.sidecore.collector.proc.ThreadStat;
import io.sidecore.collector.qmp.QmpAnswer.IoThread;
import java.util.List;

/**
 * A guest with what its other parts are found by.
 *
 * @param process what runs it
 * @param line with what that was started
 * @param guest what an inventory says of it
 * @param threads those of the process
 * @param ioThreads which of them are IOThreads
 */
record FoundGuest(
        HostProcess process, CommandLine line, Guest guest, List<ThreadStat> threads, List<IoThread> ioThreads) {
    String name() {
        return guest.name();
    }
}
