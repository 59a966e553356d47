package io.sidecore.vhostuser.rig;

import io.sidecore.vhostuser.sys.Fd;
import io.sidecore.vhostuser.sys.LibC;
import io.sidecore.vhostuser.sys.RawMemory;
import io.sidecore.vhostuser.sys.SystemCalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The host's side of an interface, frame by frame: a packet socket. Sees only frames whose source is an address of
 * {@link Frames#mac}; the kernel itself sends others.
 */
public final class HostSocket implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int SOL_PACKET = 263;
    private static final int VNET_HDR = 15;
    private static final int IGNORE_OUTGOING = 23;
    private static final int HEADER_BYTES = 10;
    private static final int BUFFER_BYTES = 70_000;

    private final Fd fd;
    private final int headerBytes;
    private final long buffer = RawMemory.allocate(BUFFER_BYTES);

    /** @param offloads whether frames have {@link Frames#header} before them, less its last two bytes */
    public HostSocket(String name, boolean offloads) {
        fd = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0)));
        headerBytes = offloads ? HEADER_BYTES : 0;
        set(VNET_HDR, offloads ? 1 : 0);
        set(IGNORE_OUTGOING, 1);
        RawMemory.clear(buffer, 20);
        RawMemory.putShort(buffer, AF_PACKET);
        RawMemory.putShort(buffer + 2, 0x0300);
        RawMemory.putInt(buffer + 4, HostNet.index(name));
        SystemCalls.check("bind to " + name, LibC.C.bind(fd.number(), buffer, 20));
    }

    private void set(int option, int value) {
        RawMemory.putInt(buffer, value);
        SystemCalls.check(
                "packet option " + option, LibC.C.setsockopt(fd.number(), SOL_PACKET, option, buffer, 4));
    }

    public void send(byte[] frame) {
        send(new byte[headerBytes], frame);
    }

    public void send(byte[] header, byte[] frame) {
        RawMemory.put(Arrays.copyOf(header, headerBytes), buffer);
        RawMemory.put(frame, buffer + headerBytes);
        SystemCalls.check("send", LibC.C.write(fd.number(), buffer, (long) headerBytes + frame.length));
    }

    /** Waits for so many frames, each with its header if there is one. */
    public List<byte[]> receive(int count) {
        List<byte[]> received = new ArrayList<>();
        Await.until(count + " frames have come out", () -> {
            received.addAll(received());
            return received.size() >= count;
        });
        return received;
    }

    /** What has come so far. */
    public List<byte[]> received() {
        List<byte[]> received = new ArrayList<>();
        for (long got = read(); got >= 0; got = read()) {
            byte[] frame = new byte[(int) got];
            RawMemory.get(buffer, frame);
            if (isOfTests(frame, headerBytes)) {
                received.add(frame);
            }
        }
        return received;
    }

    private long read() {
        return LibC.C.read(fd.number(), buffer, BUFFER_BYTES);
    }

    /** Whether a frame comes from an address of {@link Frames#mac}. */
    public static boolean isOfTests(byte[] frame, int at) {
        return Arrays.equals(frame, at + 6, at + 11, Frames.mac(0), 0, 5);
    }

    @Override
    public void close() {
        fd.close();
        RawMemory.free(buffer);
    }
}
