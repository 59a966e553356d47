package io.sidecore.vhostuser.rig;

import io.sidecore.collector.inventory.PollMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A {@link TestBackend} in a process of its own, which can be killed. */
public final class BackendProcess implements AutoCloseable {

    private final Process process;

    /** Starts one, and returns when it listens. */
    public BackendProcess(Path directory, int workers, String mode, String... ports) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djnr.ffi.x86asm.enabled=false",
                "-cp",
                System.getProperty("java.class.path"),
                BackendProcess.class.getName(),
                directory.toString(),
                String.valueOf(workers),
                mode));
        command.addAll(List.of(ports));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.getInputStream().read() != 'r') {
                throw new IllegalStateException("the backend ended before it listened");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does; returns when it is gone. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws InterruptedException {
        String[] ports = Arrays.copyOfRange(args, 3, args.length);
        try (TestBackend backend =
                new TestBackend(Path.of(args[0]), Integer.parseInt(args[1]), PollMode.parse(args[2]), ports)) {
            System.out.println("ready: " + backend.counters());
            new CountDownLatch(1).await();
        }
    }
}
