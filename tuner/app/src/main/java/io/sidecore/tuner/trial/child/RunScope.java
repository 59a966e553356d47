package io.sidecore.tuner.trial.child;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Everything that one run must not leave behind: its temporary directory, and whatever was put in its keeping. It all
 * goes, the newest first, when the scope closes; and also when the process is told to end (Ctrl-C, SIGTERM, SIGHUP):
 * then one line says so, and the JVM exits with 128 + the signal, 130 for Ctrl-C.
 */
public final class RunScope implements AutoCloseable {

    private final Path directory;
    private final PrintStream messages;
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Thread hook = new Thread(this::interrupt, "stop-what-was-started");
    private final Object emptying = new Object();
    private boolean closed;

    private RunScope(Path directory, PrintStream messages) {
        this.directory = directory;
        this.messages = messages;
    }

    /**
     * Makes the temporary directory and hooks into the end of the JVM.
     *
     * @param parent where the directory goes; keep it short, since a UNIX socket's path holds 107 bytes
     * @param messages where an interruption is told
     */
    public static RunScope open(Path parent, PrintStream messages) {
        try {
            RunScope scope = new RunScope(Files.createTempDirectory(parent, "sidecore-"), messages);
            Runtime.getRuntime().addShutdownHook(scope.hook);
            return scope;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary directory in " + parent, e);
        }
    }

    /** For sockets and such; goes with the scope. */
    public Path directory() {
        return directory;
    }

    /** Whether the process was told to end. What runs should stop, and say nothing: the scope has said it. */
    public boolean interrupted() {
        return interrupted.get();
    }

    /** Takes something into its keeping, or closes it at once if the scope is closed already. */
    public <T extends AutoCloseable> T keep(T thing) {
        synchronized (this) {
            if (!closed) {
                kept.push(thing);
                return thing;
            }
        }
        closeQuietly(thing);
        throw new IllegalStateException("the run has ended");
    }

    /** Closes one thing before the scope does. It may be closed twice, by two threads, if Ctrl-C comes meanwhile. */
    public void release(AutoCloseable thing) {
        closeQuietly(thing);
        synchronized (this) {
            kept.remove(thing);
        }
    }

    @Override
    public void close() {
        empty();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook runs, finds nothing left to do, and cannot be removed.
            interrupted.set(true);
        }
    }

    /** What Ctrl-C does, the end of the JVM aside: says so, and stops everything. */
    public void interrupt() {
        interrupted.set(true);
        messages.println();
        messages.println("interrupted: stopping what was started");
        empty();
    }

    private void empty() {
        // The JVM ends when the hook returns: it must wait here for a thread that is emptying the scope.
        synchronized (emptying) {
            Deque<AutoCloseable> rest;
            synchronized (this) {
                closed = true;
                rest = new ArrayDeque<>(kept);
                kept.clear();
            }
            rest.forEach(this::closeQuietly);
            try {
                remove(directory);
            } catch (IOException e) {
                messages.println("could not remove " + directory + ": " + e.getMessage());
            }
        }
    }

    /** One thing that does not close must not keep the others. */
    private void closeQuietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) { // AutoCloseable allows any
            messages.println("could not stop " + thing + ": " + e.getMessage());
        }
    }

    private static void remove(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                for (Path each : inside) {
                    remove(each);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
