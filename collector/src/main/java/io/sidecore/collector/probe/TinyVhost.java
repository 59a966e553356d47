package io.sidecore.collector.probe;

import io.sidecore.collector.bpf.BpfException;
import io.sidecore.collector.bpf.BpfLibrary;
import io.sidecore.collector.bpf.LibC;
import io.sidecore.collector.proc.HostFiles;
import java.util.ArrayDeque;
import java.util.Deque;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The smallest vhost-net device that works, to see whether probes count: our memory is the guest's, and a raw socket that
 * is bound to no interface takes what it sends, and drops it. No interface comes or goes, and nothing reaches a network; for
 * as long as it exists, this process has one vhost worker more. Numbers and structures are those of {@code linux/vhost.h}.
 */
public final class TinyVhost implements AutoCloseable {

    /** The numbers of its virtqueues. */
    public static final int RX = 0;

    public static final int TX = 1;

    private static final long VHOST_SET_FEATURES = 0x4008AF00;
    private static final long VHOST_SET_OWNER = 0xAF01;
    private static final long VHOST_SET_MEM_TABLE = 0x4008AF03;
    private static final long VHOST_SET_VRING_NUM = 0x4008AF10;
    private static final long VHOST_SET_VRING_ADDR = 0x4028AF11;
    private static final long VHOST_SET_VRING_BASE = 0x4008AF12;
    private static final long VHOST_SET_VRING_KICK = 0x4008AF20;
    private static final long VHOST_SET_VRING_CALL = 0x4008AF21;
    private static final long VHOST_SET_VRING_BUSYLOOP_TIMEOUT = 0x4008AF23;
    private static final long VHOST_NET_SET_BACKEND = 0x4008AF30;
    private static final long VHOST_SET_FORK_FROM_OWNER = 0x4001AF84;
    private static final String ID = "eventfd-id:";
    private static final long VIRTIO_F_VERSION_1 = 1L << 32;

    private final BpfLibrary library;
    private final LibC c;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final TinyRing[] rings = new TinyRing[2];
    private final int[] kicks = new int[2];
    private final int[] calls = new int[2];
    private final int device;

    /**
     * Creates the device; it does nothing before {@link #start}.
     *
     * @param ringSize descriptors of each virtqueue, a power of two
     * @param kthread asks for a kthread as worker, where the kernel has the choice
     * @throws BpfException if the host does not let us; the message says what it refused
     */
    public TinyVhost(BpfLibrary library, int ringSize, boolean kthread) {
        this.library = library;
        this.c = library.c();
        try {
            this.device = descriptor("open /dev/vhost-net", c.open("/dev/vhost-net", LibC.O_RDWR | LibC.O_CLOEXEC));
            if (kthread) {
                control("ask for a kthread", VHOST_SET_FORK_FROM_OWNER, memory(1));
            }
            library.checkErrno("own the vhost device", c.ioctl(device, VHOST_SET_OWNER, 0));
            Pointer features = memory(8);
            features.putLong(0, VIRTIO_F_VERSION_1);
            control("set features", VHOST_SET_FEATURES, features);
            putRings(ringSize);
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    private void putRings(int size) {
        int bytes = TinyRing.bytes(size);
        library.checkErrno("size guest memory", bytes);
        Pointer start = library.check(
                "map guest memory",
                c.mmap(
                        null,
                        2L * bytes,
                        LibC.PROT_READ | LibC.PROT_WRITE,
                        LibC.MAP_SHARED | LibC.MAP_ANONYMOUS,
                        -1,
                        0));
        undo.push(() -> c.munmap(start, 2L * bytes));
        Pointer table = memory(40); // u32 regions, padding; u64 guest address, size, our address, flags
        table.putInt(0, 1);
        table.putLong(16, 2L * bytes);
        table.putLong(24, start.address());
        control("give the device memory", VHOST_SET_MEM_TABLE, table);
        for (int i = 0; i < 2; i++) {
            rings[i] = new TinyRing(start.slice((long) i * bytes, bytes), size, (long) i * bytes, i == RX);
            putRing(i, size);
        }
    }

    private void putRing(int index, int size) {
        pair("set the ring's size", VHOST_SET_VRING_NUM, index, size);
        pair("set the ring's base", VHOST_SET_VRING_BASE, index, 0);
        Pointer address = memory(40); // u32 index, flags; u64 descriptors, used, available, log
        address.putInt(0, index);
        address.putLong(8, rings[index].descriptors());
        address.putLong(16, rings[index].used());
        address.putLong(24, rings[index].available());
        control("set the ring's address", VHOST_SET_VRING_ADDR, address);
        kicks[index] = eventfd();
        calls[index] = eventfd();
        pair("set the kick eventfd", VHOST_SET_VRING_KICK, index, kicks[index]);
        pair("set the call eventfd", VHOST_SET_VRING_CALL, index, calls[index]);
    }

    /** Gives both virtqueues a socket that drops what is sent and receives nothing. */
    public void start() {
        start(descriptor("open a packet socket", c.socket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0)));
    }

    /** Gives both virtqueues a socket or a tap, which remains the caller's. */
    public void start(int backend) {
        pair("set the backend of rx", VHOST_NET_SET_BACKEND, RX, backend);
        pair("set the backend of tx", VHOST_NET_SET_BACKEND, TX, backend);
    }

    /** Has the worker poll for so long before it sleeps. */
    public void busyPoll(int micros) {
        pair("set busy polling", VHOST_SET_VRING_BUSYLOOP_TIMEOUT, RX, micros);
        pair("set busy polling", VHOST_SET_VRING_BUSYLOOP_TIMEOUT, TX, micros);
    }

    /** Puts so many buffers into a virtqueue; vhost sends those of tx, and fills those of rx. */
    public void offer(int index, int buffers) {
        rings[index].offer(buffers);
    }

    public void kick(int index) {
        Pointer one = memory(8);
        one.putLong(0, 1);
        library.checkErrno("kick", (int) c.write(kicks[index], one, 8));
    }

    /** Buffers that vhost has not given back yet. */
    public int outstanding(int index) {
        return rings[index].outstanding();
    }

    /** Calls that arrived since the last time. */
    public long calls(int index) {
        Pointer value = memory(8);
        return c.read(calls[index], value, 8) == 8 ? value.getLong(0) : 0;
    }

    /** Our descriptor of the device. */
    public int fd() {
        return device;
    }

    /** Our process, which owns it. */
    public int pid() {
        return Math.toIntExact(ProcessHandle.current().pid());
    }

    /** What {@code /proc/self/fdinfo} calls the eventfd that is signalled for a call; -1 where the kernel does not say. */
    public int callEventfd(int index) {
        return HostFiles.ofThisHost()
                .read("proc/self/fdinfo/" + calls[index])
                .flatMap(
                        text -> text.lines().filter(line -> line.startsWith(ID)).findFirst())
                .map(line -> Integer.parseInt(line.substring(ID.length()).strip()))
                .orElse(-1);
    }

    private int eventfd() {
        return descriptor("create an eventfd", c.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));
    }

    private void pair(String call, long request, int first, int second) {
        Pointer argument = memory(8);
        argument.putInt(0, first);
        argument.putInt(4, second);
        control(call, request, argument);
    }

    private void control(String call, long request, Pointer argument) {
        library.checkErrno(call, c.ioctl(device, request, argument));
    }

    private int descriptor(String call, int fd) {
        library.checkErrno(call, fd);
        undo.push(() -> c.close(fd));
        return fd;
    }

    private static Pointer memory(int bytes) {
        return Memory.allocateDirect(Runtime.getSystemRuntime(), bytes, true);
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
