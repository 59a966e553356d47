package io.sidecore.collector.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.sample.ThreadTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedstatThreadsTest {

    @TempDir
    private Path root;

    private void thread(int tid, String schedstat) throws IOException {
        Path directory = Files.createDirectories(root.resolve("proc/" + tid));
        Files.writeString(directory.resolve("schedstat"), schedstat);
    }

    private static Optional<ThreadTimes> times(long run, long delay, long slices) {
        return Optional.of(new ThreadTimes(
                ThreadTimes.Source.SCHEDSTAT,
                run,
                delay,
                slices,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty()));
    }

    @Test
    void eachReadSeesTheFileAsItIsThen() throws IOException {
        thread(7, "100 20 3\n");
        try (SchedstatThreads threads = new SchedstatThreads(new HostFiles(root))) {
            threads.watch(Set.of(7));
            assertEquals(times(100, 20, 3), threads.read(7, 0));
            thread(7, "1000 20 4\n");
            assertEquals(times(1000, 20, 4), threads.read(7, 0));
        }
    }

    @Test
    void onlyWatchedThreadsAreRead() throws IOException {
        thread(7, "1 1 1");
        thread(8, "2 2 2");
        try (SchedstatThreads threads = new SchedstatThreads(new HostFiles(root))) {
            threads.watch(Set.of(7, 99));
            assertEquals(Optional.empty(), threads.read(8, 0));
            assertEquals(Optional.empty(), threads.read(99, 0), "there is no thread 99");
            threads.watch(Set.of(8));
            assertEquals(Optional.empty(), threads.read(7, 0));
            assertEquals(times(2, 2, 2), threads.read(8, 0));
        }
    }

    @Test
    void aFileThatIsNoneIsAnErrorThatShowsIt() throws IOException {
        thread(7, "nonsense");
        try (SchedstatThreads threads = new SchedstatThreads(new HostFiles(root))) {
            threads.watch(Set.of(7));
            assertThrows(IllegalArgumentException.class, () -> threads.read(7, 0));
        }
    }

    @Test
    void aThreadThatHasEndedIsAbsent() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (SchedstatThreads threads = new SchedstatThreads(HostFiles.ofThisHost())) {
            int tid = (int) process.pid();
            threads.watch(Set.of(tid));
            assertTrue(threads.read(tid, 0).isPresent());
            process.destroyForcibly().waitFor();
            assertEquals(Optional.empty(), threads.read(tid, 0));
        }
    }
}
