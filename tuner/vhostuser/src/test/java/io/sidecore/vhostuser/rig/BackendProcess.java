package io.sidecore.vhostuser.rig;

import io.sidecore.collector.inventory.PollMode;
import io.sidecore.vhostuser.server.PortSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A backend that is a process of its own, so that it can be killed. */
public final class BackendProcess implements AutoCloseable {

    private final Process process;

    /** Starts it; returns when its port can be connected to. */
    public BackendProcess(Path directory, String port) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BackendProcess.class.getName(),
                            directory.toString(),
                            port)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (process.getInputStream().read() != '!') {
                throw new AssertionError("the backend did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process itself. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        try (TestBackend backend =
                new TestBackend(directory, 1, PollMode.SLEEP, List.of(PortSpec.parse(arguments[1])))) {
            System.out.print('!');
            System.out.flush();
            while (System.in.read() >= 0) {
                // until who started it ends
            }
            backend.crew();
        }
    }

    /** Ends it as kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
