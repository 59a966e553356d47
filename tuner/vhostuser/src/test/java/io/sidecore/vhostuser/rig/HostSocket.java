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
    private static final int AUXDATA = 8;
    private static final int VNET_HDR = 15;
    private static final int IGNORE_OUTGOING = 23;
    private static final int HEADER_BYTES = 10;
    private static final int BUFFER_BYTES = 70_000;

    /** Behind the buffer: struct msghdr, an iovec, struct cmsghdr with struct tpacket_auxdata; offsets in that. */
    private static final int MESSAGE_BYTES = 160;

    private static final int STATUS = 16;
    private static final int TAG = 32;
    private static final int VLAN_VALID = 1 << 4;

    private final Fd fd;
    private final int headerBytes;
    private final long buffer = RawMemory.allocate(BUFFER_BYTES + MESSAGE_BYTES);

    /** @param offloads whether frames have {@link Frames#header} before them, less its last two bytes */
    public HostSocket(String name, boolean offloads) {
        fd = new Fd(SystemCalls.check("socket", LibC.C.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0)));
        headerBytes = offloads ? HEADER_BYTES : 0;
        set(VNET_HDR, offloads ? 1 : 0);
        set(IGNORE_OUTGOING, 1);
        set(AUXDATA, 1);
        RawMemory.clear(buffer, 20);
        RawMemory.putShort(buffer, AF_PACKET);
        RawMemory.putShort(buffer + 2, 0x0300);
        RawMemory.putInt(buffer + 4, HostNet.index(name));
        SystemCalls.check("bind to " + name, LibC.C.bind(fd.number(), buffer, 20));
    }

    private void set(int option, int value) {
        RawMemory.putInt(buffer, value);
        SystemCalls.check("packet option " + option, LibC.C.setsockopt(fd.number(), SOL_PACKET, option, buffer, 4));
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
                received.add(withTag(frame));
            }
        }
        return received;
    }

    private long read() {
        long message = buffer + BUFFER_BYTES;
        RawMemory.clear(message, MESSAGE_BYTES);
        RawMemory.putLong(message + 16, message + 56);
        RawMemory.putLong(message + 24, 1);
        RawMemory.putLong(message + 32, control());
        RawMemory.putLong(message + 40, 64);
        RawMemory.putLong(message + 56, buffer);
        RawMemory.putLong(message + 64, BUFFER_BYTES);
        return LibC.C.recvmsg(fd.number(), message, 0);
    }

    private long control() {
        return buffer + BUFFER_BYTES + 72;
    }

    /** The kernel takes the tag out of a frame, and tells it apart. */
    private byte[] withTag(byte[] frame) {
        if ((RawMemory.getInt(control() + STATUS) & VLAN_VALID) == 0) {
            return frame;
        }
        int tag = RawMemory.getShort(control() + TAG);
        byte[] header = Arrays.copyOf(frame, headerBytes);
        byte[] tagged = Frames.tagged(Arrays.copyOfRange(frame, headerBytes, frame.length), tag >> 13, tag & 0xfff);
        byte[] both = Arrays.copyOf(header, headerBytes + tagged.length);
        System.arraycopy(tagged, 0, both, headerBytes, tagged.length);
        return both;
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
