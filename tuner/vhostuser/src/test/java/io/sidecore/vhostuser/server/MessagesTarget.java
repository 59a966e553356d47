package io.sidecore.vhostuser.server;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.counters.CounterFileWriter;
import io.sidecore.vhostuser.fuzz.Input;
import io.sidecore.vhostuser.fuzz.LastInput;
import io.sidecore.vhostuser.port.Forwarding;
import io.sidecore.vhostuser.port.PortSite;
import io.sidecore.vhostuser.port.Switch;
import io.sidecore.vhostuser.port.SwitchSettings;
import io.sidecore.vhostuser.port.Vlans;
import io.sidecore.vhostuser.protocol.TestSockets;
import io.sidecore.vhostuser.rig.Memfd;
import io.sidecore.vhostuser.rig.RawSocket;
import io.sidecore.vhostuser.sys.EventFd;
import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import io.sidecore.vhostuser.sys.Threads;
import io.sidecore.vhostuser.worker.Crew;
import io.sidecore.vhostuser.worker.Hiring;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A connection on which the fuzzer says what it likes, with descriptors of any kind, and memory of any content; a worker
 * serves what comes of it. Whatever it is, the connection ends with a reason in the guest's words or none, no queue stays
 * in service, and no descriptor stays open.
 *
 * <p>An input is a list of messages: how many descriptors, which, how many bytes, and these; all behind what goes into
 * the guest's memory.
 */
public final class MessagesTarget {

    private static final int MEMORY_BYTES = 1 << 16;

    /** Fewer than fill the socket with answers, which nobody reads. */
    private static final int MAX_MESSAGES = 100;

    private static final int LEAKS_EVERY = 512;
    private static final int O_PATH_AND_CLOEXEC = 010000000 | 02000000;
    private static final int O_RDWR_AND_CLOEXEC = 2 | 02000000;

    /** Reasons that are mistakes of ours, in words of the JVM's. */
    private static final Pattern MISTAKE =
            Pattern.compile(".*(java\\.|Index \\d|out of bounds|Cannot |because \"|newPosition|the backend failed).*");

    private static final MessagesTarget TARGET = new MessagesTarget();

    private final Memfd memory = new Memfd(MEMORY_BYTES);
    private final Crew crew;
    private final CounterFileWriter counters;
    private final PortSite site;
    private final List<Fd> kinds = new ArrayList<>();
    private int runs;
    private int descriptors;

    private MessagesTarget() {
        try {
            Path directory = Files.createTempDirectory("messages");
            counters = CounterFileWriter.create(directory.resolve("counters"));
            directory.resolve("counters").toFile().deleteOnExit();
            directory.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        crew = new Crew(counters, Hiring.none(Threads.allowed(Threads.currentTid()), PollMode.SLEEP));
        crew.add(Threads.allowed(Threads.currentTid()), PollMode.SLEEP);
        Switch fabric = new Switch(SwitchSettings.DEFAULT, null);
        site = new PortSite(fabric.add("vm", Vlans.ALL, true), fabric, new Forwarding(fabric));
        kinds.add(memory.fd());
        kinds.add(new Fd(EventFd.create().number()));
        kinds.add(new Fd(EventFd.create().number()));
        kinds.add(new Memfd(4096).fd());
        kinds.add(RawSocket.pair()[0]);
        kinds.add(open("/dev/null", O_RDWR_AND_CLOEXEC));
        kinds.add(open("/tmp", O_PATH_AND_CLOEXEC));
        kinds.add(open("/proc/self/maps", 02000000));
    }

    private static Fd open(String path, int flags) {
        return new Fd(SystemCalls.check(path, LibC.C.open(path, flags, 0)));
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] data) {
        LastInput.keep(data);
        TARGET.run(new Input(data));
    }

    private void run(Input input) {
        RawMemory.clear(memory.address(), MEMORY_BYTES);
        RawMemory.put(input.take(input.word() & 0xfff), memory.address());
        Fd[] pair = RawSocket.pair();
        Session session =
                new Session(TestSockets.on(pair[0]), "fuzz", new NetDevice(site, counters, new PortCounts(), 2), crew);
        Optional<String> reason;
        try (RawSocket peer = new RawSocket(pair[1])) {
            for (int i = 0; i < MAX_MESSAGES && !input.isEmpty(); i++) {
                int control = input.octet();
                Fd[] fds = new Fd[(control & 15) > 9 ? 1 : control & 15];
                for (int k = 0; k < fds.length; k++) {
                    fds[k] = kinds.get(k == 0 ? (control >> 4) & 7 : input.octet() & 7);
                }
                byte[] bytes = input.take((control & 128) != 0 ? input.word() & 0x3ff : 12 + input.octet());
                if (bytes.length > 0) {
                    peer.send(bytes, fds);
                }
            }
            peer.end();
            reason = session.run();
        }
        reason.ifPresent(MessagesTarget::check);
        if (!crew.queues().isEmpty()) {
            throw new AssertionError("still in service: " + crew.queues());
        }
        if (++runs % LEAKS_EVERY == 0) {
            checkDescriptors();
        }
    }

    private static void check(String reason) {
        if (MISTAKE.matcher(reason).matches() || reason.length() > 300) {
            throw new AssertionError(reason);
        }
    }

    private void checkDescriptors() {
        int now = Objects.requireNonNull(new File("/proc/self/fd").list()).length;
        if (descriptors > 0 && now > descriptors + LEAKS_EVERY / 2) {
            throw new AssertionError(now + " descriptors, and " + descriptors + " before " + LEAKS_EVERY + " inputs");
        }
        descriptors = now;
    }
}
