package io.sidecore.vhostuser.clients;

import io.sidecore.vhostuser.rig.BackendProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two Linux guests in QEMU, unmodified: one pings the other, and goes on with that whatever is killed with -9. */
@Timeout(180)
class QemuRestartTest {

    private static final int KILLS = 2;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"packed=off", "packed=on"})
    void pingGoesOnWhenTheBackendOrAGuestComesAgain(String rings) throws IOException {
        PingingLinux linux = PingingLinux.in(directory).with(rings);
        Path silentPort = directory.resolve("vm1.sock");
        BackendProcess backend = start();
        try (Client silent = linux.boot("me=1", silentPort);
                Client pinging = linux.boot("me=2 peer=1 forever=1", directory.resolve("vm2.sock"))) {
            PingingLinux.awaitReplies(pinging);
            for (int i = 0; i < KILLS; i++) {
                backend.kill();
                backend = start();
                PingingLinux.awaitReplies(pinging);
            }
            silent.kill();
            try (Client again = linux.boot("me=1", silentPort)) {
                again.await(line -> line.contains("guest 1 is up"));
                PingingLinux.awaitReplies(pinging);
            }
        } finally {
            backend.close();
        }
    }

    private BackendProcess start() {
        return new BackendProcess(directory, 1, "sleep", "vm1", "vm2");
    }
}
