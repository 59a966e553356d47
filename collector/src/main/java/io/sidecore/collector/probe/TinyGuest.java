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
 * The smallest guest that kicks: a few instructions of real mode on /dev/kvm, to see whether probes count. Each round
 * writes to a port with an ioeventfd, which the kernel takes (a kick), then to memory that is not there, and to a port
 * without an ioeventfd; both are exits to user space. Numbers and structures are those of {@code linux/kvm.h} on x86.
 */
public final class TinyGuest implements AutoCloseable {

    private static final long KVM_CREATE_VM = 0xAE01;
    private static final long KVM_GET_VCPU_MMAP_SIZE = 0xAE04;
    private static final long KVM_CREATE_VCPU = 0xAE41;
    private static final long KVM_SET_USER_MEMORY_REGION = 0x4020AE46;
    private static final long KVM_IOEVENTFD = 0x4040AE79;
    private static final long KVM_CREATE_IRQCHIP = 0xAE60;
    private static final long KVM_IRQFD = 0x4020AE76;
    private static final long KVM_RUN = 0xAE80;
    private static final long KVM_SET_REGS = 0x4090AE82;
    private static final long KVM_GET_SREGS = 0x8138AE83L;
    private static final long KVM_SET_SREGS = 0x4138AE84;
    private static final int KVM_IOEVENTFD_FLAG_PIO = 2;

    private static final String ID = "eventfd-id:";
    private static final int KICK_PORT = 0x3f9;
    private static final int CODE_AT = 0x1000;
    private static final int PAGE_BYTES = 4096;

    private static final int INTERRUPT = 5;

    /** mov dx,0x3f9; out dx,al; mov [0x3000],al; mov dx,0x3f8; out dx,al; jmp to the start. */
    private static final byte[] CODE = {
        (byte) 0xba,
        (byte) 0xf9,
        3,
        (byte) 0xee,
        (byte) 0xa2,
        0,
        0x30,
        (byte) 0xba,
        (byte) 0xf8,
        3,
        (byte) 0xee,
        (byte) 0xeb,
        (byte) 0xf3
    };

    private static final int EXITS_PER_ROUND = 2;

    private final BpfLibrary library;
    private final LibC c;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final int vcpu;
    private final int eventfd;
    /** Signalled by us to interrupt the guest; -1 where KVM has no interrupt controller of its own. */
    private final int interrupt;

    /**
     * Boots the guest.
     *
     * @throws BpfException if this is no x86, or KVM does not let us; the message says what it refused
     */
    public TinyGuest(BpfLibrary library) {
        this.library = library;
        this.c = library.c();
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw new BpfException("the guest has code for x86-64 only", "");
        }
        try {
            int kvm = descriptor("open /dev/kvm", c.open("/dev/kvm", LibC.O_RDWR | LibC.O_CLOEXEC));
            int vm = descriptor("create a VM", c.ioctl(kvm, KVM_CREATE_VM, 0));
            putCode(vm);
            this.eventfd = descriptor("create an eventfd", c.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));
            putKickPort(vm);
            this.interrupt = c.ioctl(vm, KVM_CREATE_IRQCHIP, 0) == 0 ? interruptBy(vm) : -1;
            this.vcpu = descriptor("create a vCPU", c.ioctl(vm, KVM_CREATE_VCPU, 0));
            map("map the vCPU", c.ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), LibC.MAP_SHARED, vcpu);
            setRegisters();
        } catch (BpfException e) {
            close();
            throw e;
        }
    }

    /** Lets the guest kick once and exit twice, so many times. */
    public void run(int rounds) {
        for (int i = 0; i < rounds * EXITS_PER_ROUND; i++) {
            library.checkErrno("run the guest", c.ioctl(vcpu, KVM_RUN, 0));
        }
    }

    /**
     * Has KVM inject an interrupt, by a signal as vhost would give it; the guest has its interrupts off and never knows.
     *
     * @return false if this KVM injects none
     */
    public boolean interrupt() {
        Pointer one = memory(8);
        one.putLong(0, 1);
        return interrupt >= 0 && c.write(interrupt, one, 8) == 8;
    }

    /** Kicks that arrived since the last call. */
    public long kicks() {
        Pointer value = memory(8);
        return c.read(eventfd, value, 8) == 8 ? value.getLong(0) : 0;
    }

    /** What {@code /proc/self/fdinfo} calls the eventfd that is kicked; -1 where the kernel does not say. */
    public int eventfdId() {
        return HostFiles.ofThisHost()
                .read("proc/self/fdinfo/" + eventfd)
                .flatMap(
                        text -> text.lines().filter(line -> line.startsWith(ID)).findFirst())
                .map(line -> Integer.parseInt(line.substring(ID.length()).strip()))
                .orElse(-1);
    }

    private void putCode(int vm) {
        Pointer page = map("map guest memory", PAGE_BYTES, LibC.MAP_SHARED | LibC.MAP_ANONYMOUS, -1);
        page.put(0, CODE, 0, CODE.length);
        Pointer region = memory(32); // u32 slot, flags; u64 guest address, size, our address
        region.putLong(8, CODE_AT);
        region.putLong(16, PAGE_BYTES);
        region.putLong(24, page.address());
        library.checkErrno("give the guest memory", c.ioctl(vm, KVM_SET_USER_MEMORY_REGION, region));
    }

    private void putKickPort(int vm) {
        Pointer ioeventfd = memory(64); // u64 datamatch, address; u32 length; s32 fd; u32 flags
        ioeventfd.putLong(8, KICK_PORT);
        ioeventfd.putInt(16, 1);
        ioeventfd.putInt(20, eventfd);
        ioeventfd.putInt(24, KVM_IOEVENTFD_FLAG_PIO);
        library.checkErrno("give the guest an ioeventfd", c.ioctl(vm, KVM_IOEVENTFD, ioeventfd));
    }

    private int interruptBy(int vm) {
        int fd = descriptor("create an eventfd", c.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));
        Pointer irqfd = memory(32); // u32 fd, gsi, flags, resamplefd
        irqfd.putInt(0, fd);
        irqfd.putInt(4, INTERRUPT);
        library.checkErrno("give the guest an irqfd", c.ioctl(vm, KVM_IRQFD, irqfd));
        return fd;
    }

    private void setRegisters() {
        Pointer special = memory(312); // begins with cs: u64 base, u32 limit, u16 selector
        library.checkErrno("read the vCPU", c.ioctl(vcpu, KVM_GET_SREGS, special));
        special.putLong(0, 0);
        special.putShort(12, (short) 0);
        library.checkErrno("set the vCPU", c.ioctl(vcpu, KVM_SET_SREGS, special));
        Pointer general = memory(144); // 16 registers, then rip and rflags
        general.putLong(128, CODE_AT);
        general.putLong(136, 2); // the bit that is always set
        library.checkErrno("start the vCPU", c.ioctl(vcpu, KVM_SET_REGS, general));
    }

    private int descriptor(String call, int fd) {
        library.checkErrno(call, fd);
        undo.push(() -> c.close(fd));
        return fd;
    }

    private Pointer map(String call, int bytes, int flags, int fd) {
        library.checkErrno(call, bytes);
        Pointer start = library.check(call, c.mmap(null, bytes, LibC.PROT_READ | LibC.PROT_WRITE, flags, fd, 0));
        undo.push(() -> c.munmap(start, bytes));
        return start;
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
