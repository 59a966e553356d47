package io.sidecore.tuner.top.terminal;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The terminal that this process was started from, {@code /dev/tty}, in raw mode and on its alternate screen: what was on
 * it comes back. It does so when this is closed, and also when the JVM ends without (Ctrl-C from elsewhere, SIGTERM, an
 * error); only kill -9 leaves a terminal that needs {@code reset}.
 */
public final class TtyScreen implements Screen {

    private static final String TTY = "/dev/tty";
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[H\u001b[2J"; // alternate, no cursor, clear
    private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";

    /** struct termios has 60 bytes on Linux; more does no harm. */
    private static final int TERMIOS_BYTES = 256;

    private static final Size USUAL = new Size(24, 80);

    private final TerminalCalls calls;
    private final int fd;
    private final Pointer before;
    private final Pointer winsize;
    private final OutputStream out;
    private final boolean colour;
    private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>(1000);
    private final Thread hook = new Thread(this::restore, "restore-terminal");
    private boolean restored;

    private TtyScreen(TerminalCalls calls, int fd, boolean colour) throws IOException {
        this.calls = calls;
        this.fd = fd;
        this.colour = colour;
        before = Memory.allocateDirect(Runtime.getRuntime(calls), TERMIOS_BYTES);
        winsize = Memory.allocateDirect(Runtime.getRuntime(calls), 8);
        if (calls.tcgetattr(fd, before) != 0) {
            throw new IOException(TTY + " is no terminal");
        }
        out = new FileOutputStream(TTY);
    }

    /**
     * Takes the terminal.
     *
     * @param colour whether colours are wanted
     * @throws IOException if there is none
     */
    public static TtyScreen open(boolean colour) throws IOException {
        TerminalCalls calls = LibraryLoader.create(TerminalCalls.class).load("c");
        int fd = calls.open(TTY, TerminalCalls.O_RDWR | TerminalCalls.O_NOCTTY | TerminalCalls.O_CLOEXEC);
        if (fd < 0) {
            throw new IOException("this process has no terminal; -b needs none");
        }
        TtyScreen screen;
        try {
            screen = new TtyScreen(calls, fd, colour);
        } catch (IOException e) {
            calls.close(fd);
            throw e;
        }
        screen.take();
        return screen;
    }

    private void take() throws IOException {
        java.lang.Runtime.getRuntime().addShutdownHook(hook); // first: from now on, however we end
        byte[] copy = new byte[TERMIOS_BYTES];
        before.get(0, copy, 0, TERMIOS_BYTES);
        Pointer raw = Memory.allocateDirect(Runtime.getRuntime(calls), TERMIOS_BYTES);
        raw.put(0, copy, 0, TERMIOS_BYTES);
        calls.cfmakeraw(raw);
        if (calls.tcsetattr(fd, TerminalCalls.TCSANOW, raw) != 0) {
            close();
            throw new IOException(TTY + " does not take raw mode");
        }
        write(ENTER);
        Thread reader = new Thread(this::readKeys, "keys");
        reader.setDaemon(true);
        reader.start();
    }

    /** Ends with the JVM: a read from a terminal cannot be ended otherwise. */
    private void readKeys() {
        try (FileInputStream in = new FileInputStream(TTY)) {
            int key;
            do {
                key = Keys.read(in);
                keys.put(key);
            } while (key != Keys.GONE);
        } catch (IOException e) {
            keys.offer(Keys.GONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Size size() {
        if (calls.ioctl(fd, TerminalCalls.TIOCGWINSZ, winsize) != 0) {
            return USUAL;
        }
        int rows = Short.toUnsignedInt(winsize.getShort(0));
        int columns = Short.toUnsignedInt(winsize.getShort(2));
        return rows == 0 || columns == 0 ? USUAL : new Size(rows, columns);
    }

    @Override
    public boolean colour() {
        return colour;
    }

    @Override
    public synchronized void write(String text) {
        if (restored) {
            return; // the JVM is ending: nothing may be drawn on the screen that came back
        }
        try {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            keys.offer(Keys.GONE);
        }
    }

    @Override
    public int key(long timeout, TimeUnit unit) {
        try {
            Integer key = keys.poll(timeout, unit);
            return key == null ? Keys.NONE : key;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Keys.GONE;
        }
    }

    private synchronized void restore() {
        if (restored) {
            return;
        }
        write(LEAVE);
        restored = true;
        calls.tcsetattr(fd, TerminalCalls.TCSANOW, before);
    }

    @Override
    public void close() {
        restore();
        try {
            java.lang.Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook finds nothing left to do.
        }
    }
}
