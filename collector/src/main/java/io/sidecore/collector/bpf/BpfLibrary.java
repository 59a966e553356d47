package io.sidecore.collector.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/**
 * libbpf and the C library, loaded. What libbpf would print is kept instead, so that an error can say why.
 *
 * <p>There is one in a process, as there is one libbpf with one print function.
 */
public final class BpfLibrary {

    /** What puts libbpf on a Debian system. */
    public static final String INSTALL = "apt-get install libbpf1";

    private static final String SONAME = "libbpf.so.1";
    /** What the verifier says of a program is one message, and the point comes last. */
    private static final int MESSAGE_BYTES = 64 * 1024;

    private static final int LOG_LINES = 64;

    private static @Nullable BpfLibrary loaded;

    final LibBpf bpf;
    final LibC c;
    final Runtime runtime;

    private final List<String> log = new ArrayList<>();
    private final Pointer message;
    /** libbpf keeps only its address; while this field holds it, it is not collected. */
    private final LibBpf.Print print = this::keep;

    private BpfLibrary(LibBpf bpf, LibC c) {
        this.bpf = bpf;
        this.c = c;
        this.runtime = Runtime.getRuntime(c);
        this.message = Memory.allocateDirect(runtime, MESSAGE_BYTES);
        bpf.libbpf_set_print(print);
    }

    /**
     * Loads libbpf, once.
     *
     * @throws BpfException if it is not installed; the message says what to install
     */
    public static synchronized BpfLibrary load() {
        if (loaded == null) {
            loaded = new BpfLibrary(bind(LibBpf.class, SONAME), bind(LibC.class, "libc.so.6"));
        }
        return loaded;
    }

    private static <T> T bind(Class<T> prototypes, String name) {
        try {
            return LibraryLoader.create(prototypes).failImmediately().load(name);
        } catch (LinkageError | RuntimeException e) {
            throw new BpfException(name + " cannot be loaded: install it with: " + INSTALL, reason(e));
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    public String version() {
        return bpf.libbpf_major_version() + "." + bpf.libbpf_minor_version();
    }

    public LibC c() {
        return c;
    }

    /** What allocates memory for calls of {@link #c}. */
    public Runtime runtime() {
        return runtime;
    }

    /** Throws if {@code result} is a negative errno. */
    int check(String call, int result) {
        if (result < 0) {
            throw failure(call, -result);
        }
        return result;
    }

    /** Throws if {@code result} of a function of the C library is -1; why is in errno. */
    public int checkErrno(String call, int result) {
        if (result < 0) {
            throw failure(call, runtime.getLastError());
        }
        return result;
    }

    /** Throws if {@code result} is NULL or MAP_FAILED; why is in errno. */
    public Pointer check(String call, @Nullable Pointer result) {
        if (result == null || result.address() == LibC.MAP_FAILED) {
            throw failure(call, runtime.getLastError());
        }
        return result;
    }

    BpfException failure(String call, int errno) {
        String why = c.strerror(errno).toLowerCase(Locale.ROOT);
        return new BpfException(call + ": " + why, String.join("\n", drain()));
    }

    /** Forgets what was logged until now. */
    synchronized List<String> drain() {
        List<String> lines = List.copyOf(log);
        log.clear();
        return lines;
    }

    private synchronized int keep(int level, Pointer format, Pointer arguments) {
        if (level == 0 && log.size() < LOG_LINES) {
            c.vsnprintf(message, MESSAGE_BYTES, format, arguments);
            log.add(message.getString(0).strip());
        }
        return 0;
    }
}
