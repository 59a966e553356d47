package io.sidecore.collector.bpf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;

/**
 * One BPF object and all that hangs on it: its programs, links and mapped memory, which go with it when it is closed.
 * Used by one thread at a time.
 */
public final class BpfObject implements AutoCloseable {

    private static final int READ_BYTES = 64 * 1024;

    private final BpfLibrary library;
    private final Pointer object;
    private final Map<String, Pointer> links = new LinkedHashMap<>();
    private final List<BpfMemory> memories = new ArrayList<>();
    private boolean closed;

    private BpfObject(BpfLibrary library, Pointer object) {
        this.library = library;
        this.object = object;
    }

    /** Reads an object file; nothing is in the kernel yet. */
    public static BpfObject open(BpfLibrary library, byte[] file) {
        // libbpf copies what it needs before it returns.
        Pointer elf = Memory.allocateDirect(library.runtime, file.length);
        elf.put(0, file, 0, file.length);
        library.drain();
        Pointer object = library.bpf.bpf_object__open_mem(elf, file.length, null);
        return new BpfObject(library, library.check("open a BPF object", object));
    }

    /** Says whether {@link #load} shall load a program; all are, unless told. */
    public void autoload(String program, boolean wanted) {
        library.check("choose " + program, library.bpf.bpf_program__set_autoload(find(program), wanted));
    }

    /** Creates the maps and has the kernel check and take the programs. */
    public void load() {
        library.drain();
        library.check("load", library.bpf.bpf_object__load(object));
    }

    /** Attaches a program where its section says. */
    public void attach(String program) {
        library.drain();
        Pointer link = library.check("attach " + program, library.bpf.bpf_program__attach(find(program)));
        links.put(program, link);
    }

    /** Runs an attached iterator over everything that it iterates over, once. */
    public void iterate(String program) {
        iterate(program, 0);
    }

    /**
     * As {@link #iterate(String)}, and gives what the program wrote.
     *
     * @param most bytes to keep; the rest is read and forgotten
     * @return in this machine's byte order
     */
    public ByteBuffer iterate(String program, int most) {
        Pointer link = links.get(program);
        if (link == null) {
            throw new IllegalArgumentException("not attached: " + program);
        }
        int fd = library.check("iterate " + program, library.bpf.bpf_iter_create(library.bpf.bpf_link__fd(link)));
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try {
            Pointer buffer = Memory.allocateDirect(library.runtime, READ_BYTES);
            byte[] chunk = new byte[READ_BYTES];
            long read;
            while ((read = library.c.read(fd, buffer, READ_BYTES)) > 0) {
                buffer.get(0, chunk, 0, (int) read);
                written.write(chunk, 0, (int) Math.min(read, most - written.size()));
            }
            if (read < 0) {
                throw library.failure("iterate " + program, library.runtime.getLastError());
            }
        } finally {
            library.c.close(fd);
        }
        return ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.nativeOrder());
    }

    /** Maps the memory of a global-data section, for instance {@code .bss}, or of an array that may be mapped. */
    public BpfMemory map(String name) {
        Pointer map = library.check("find the map " + name, library.bpf.bpf_object__find_map_by_name(object, name));
        long value = Integer.toUnsignedLong(library.bpf.bpf_map__value_size(map));
        long entries = Integer.toUnsignedLong(library.bpf.bpf_map__max_entries(map));
        long entryBytes = (value + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
        BpfMemory memory = BpfMemory.map(library, library.bpf.bpf_map__fd(map), entries * entryBytes);
        memories.add(memory);
        return memory;
    }

    private Pointer find(String program) {
        return library.check("find program " + program, library.bpf.bpf_object__find_program_by_name(object, program));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        links.values().forEach(library.bpf::bpf_link__destroy);
        memories.forEach(BpfMemory::close);
        library.bpf.bpf_object__close(object);
    }
}
