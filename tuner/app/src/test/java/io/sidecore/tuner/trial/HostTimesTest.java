package io.sidecore.tuner.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTimesTest {

    @TempDir
    Path proc;

    @Test
    void guestTimeIsPartOfUserTimeAndNotCountedTwice() throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  100 1 50 800 20 3 4 22 60 0\ncpu0 1 2 3\nintr 5\n");
        assertEquals(Optional.of(new HostTimes(1000, 22)), HostTimes.read(proc));
    }

    @Test
    void anOldKernelOrNoFileTellsNothing() throws IOException {
        assertEquals(Optional.empty(), HostTimes.read(proc));
        Files.writeString(proc.resolve("stat"), "cpu  100 1 50 800\n");
        assertEquals(Optional.empty(), HostTimes.read(proc));
        Files.writeString(proc.resolve("stat"), "");
        assertEquals(Optional.empty(), HostTimes.read(proc));
    }

    @Test
    void theShareIsThatOfTheTimeBetween() {
        HostTimes older = new HostTimes(1000, 10);
        assertEquals(OptionalDouble.of(0.25), new HostTimes(1200, 60).stealShareSince(older));
        assertEquals(OptionalDouble.of(0), new HostTimes(1200, 9).stealShareSince(older), "it went back");
        assertEquals(OptionalDouble.empty(), older.stealShareSince(older));
    }
}
