package io.sidecore.tuner.control.veto.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sidecore.collector.inventory.CpuSet;
import io.sidecore.collector.inventory.PollMode;
import io.sidecore.collector.inventory.QueueId;
import io.sidecore.collector.inventory.WorkerId;
import io.sidecore.policies.Decision;
import io.sidecore.policies.Placement;
import io.sidecore.policies.Reason;
import io.sidecore.tuner.control.veto.Answer;
import io.sidecore.tuner.control.veto.Question;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class VetoScriptTest {

    private static final WorkerId W0 = new WorkerId("w0");
    private static final Question QUESTION = new Question(
            "run-1",
            Instant.parse("2026-11-23T02:00:00Z"),
            new Decision.Poll(W0, PollMode.POLL, Reason.of("wakes up 4000/s")),
            OptionalDouble.of(0.25),
            new Placement(
                    new TreeMap<>(Map.of(W0, new Placement.Setting(CpuSet.of(0, 1), PollMode.SLEEP))),
                    new TreeMap<>(Map.of(QueueId.parse("db1/rx0"), W0))));

    /** Never reached on any machine by a script that answers at all. */
    private static final Duration AMPLE = Duration.ofSeconds(10);

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path directory = Path.of("");

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("veto");
    }

    private Answer answer(Duration timeout, String... lines) throws IOException {
        return VetoScript.of(Scripts.executable(file, lines), timeout, VetoScript.HOLDS)
                .answer(QUESTION);
    }

    private static Answer none(String what) {
        return Answer.none("the veto script " + what + "; nothing is changed");
    }

    private String seen() throws IOException {
        return Files.readString(directory.resolve("veto.seen"));
    }

    @Test
    void zeroAgrees() throws IOException {
        assertEquals(Answer.agreed(), answer(AMPLE, "echo whatever", "exit 0"));
    }

    @Test
    void oneRefusesAndTheFirstLineSaysWhy() throws IOException {
        assertEquals(
                Answer.refused("db1 is not to be moved"),
                answer(AMPLE, "echo 'db1 is not to be moved'", "echo 'and more'", "exit 1"));
        assertEquals("the veto script gave no reason", answer(AMPLE, "exit 1").reason());
    }

    @Test
    void aReasonIsOneHarmlessLineOfTwoHundredCharacters() throws IOException {
        assertEquals(
                "?[31mr\u00f6t?",
                answer(AMPLE, "printf '\\033[31mr\\303\\266t\\a\\n'", "exit 1").reason());
        assertEquals(
                "x".repeat(200),
                answer(AMPLE, "printf 'x%.0s' $(seq 5000)", "exit 1").reason());
    }

    @Test
    void allElseIsRefusedToBeSafe() throws IOException {
        assertEquals(none("exited with 7 (want 0 to agree, 1 to refuse)"), answer(AMPLE, "exit 7"));
        assertEquals(none("exited with 143 (want 0 to agree, 1 to refuse)"), answer(AMPLE, "kill -TERM $$"));
    }

    @Test
    void theQuestionIsOneLineOnStandardInputWhichNeedNotBeRead() throws IOException {
        assertEquals(Answer.agreed(), answer(AMPLE, "cat > \"$0.seen\""));
        assertEquals(QUESTION.json(), seen());
        assertEquals(Answer.agreed(), answer(AMPLE, "exec <&-", "exit 0"));
    }

    @Test
    void nothingIsInheritedButThePath() throws IOException {
        answer(AMPLE, "tr '\\0' '\\n' < /proc/$$/environ > \"$0.seen\"", "echo \"$# arguments\" >> \"$0.seen\"");
        assertEquals("PATH=" + System.getenv("PATH") + "\n0 arguments\n", seen());
    }

    @Test
    void noSocketOrFileIsInherited() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                InputStream open = Files.newInputStream(Path.of("/proc/self/maps"))) {
            assertTrue(socket.getLocalPort() > 0 && open.read() >= 0);
            answer(AMPLE, "for fd in /proc/$$/fd/*; do readlink $fd; done > \"$0.seen\"");
        }
        assertEquals(
                Set.of("pipe", "/dev/null", "script"), // the last one is the shell's own, of the script that it reads
                seen().lines()
                        .map(link -> link.replaceFirst(":\\[.*", "").replace(file.toString(), "script"))
                        .filter(link -> !link.endsWith(".seen"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void whoeverTakesTooLongIsKilledWithAllThatItStarted() throws Exception {
        Path fifo = directory.resolve("held");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> firstByte(fifo));
        assertEquals(
                none("did not answer in 300 ms"),
                answer(SHORT, "sleep 1000 > \"" + fifo + "\" &", "sleep 1000 > \"" + fifo + "\""));
        assertEquals(-1, end.get(60, TimeUnit.SECONDS), "a child still holds the fifo open");
    }

    @Test
    void whatAScriptLeavesBehindIsKilledEvenIfItAgreed() throws Exception {
        Path fifo = directory.resolve("held");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> firstByte(fifo));
        assertEquals(Answer.agreed(), answer(AMPLE, "exec 3> \"" + fifo + "\"", "sleep 1000 &", "exit 0"));
        assertEquals(-1, end.get(60, TimeUnit.SECONDS), "a child still holds the fifo open");
    }

    /** -1 once nobody has it open for writing any more. */
    private static int firstByte(Path fifo) {
        try (InputStream from = Files.newInputStream(fifo)) {
            return from.read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void outputIsBounded() throws IOException {
        assertEquals(none("printed more than 64 KiB"), answer(AMPLE, "head -c 10000000 /dev/zero", "exit 1"));
        assertEquals(
                Answer.Kind.REFUSED,
                answer(AMPLE, "head -c 65536 /dev/zero", "exit 1").kind());
    }

    @Test
    void aScriptThatVanishedIsRefusedToBeSafe() throws IOException {
        VetoScript script = VetoScript.of(Scripts.executable(file, "exit 0"), AMPLE, VetoScript.HOLDS);
        Files.delete(file);
        assertEquals(
                none("cannot be started any more: there is no such file (want an executable, as in --veto "
                        + "/etc/sidecore/veto)"),
                script.answer(QUESTION));
    }

    @Test
    void aScriptThatCannotBeRunIsOneErrorAtTheStart() throws IOException {
        assertEquals(
                file + ": there is no such file (want an executable, as in --veto /etc/sidecore/veto)", refusal(file));
        assertEquals(
                directory + ": is no file (want an executable, as in --veto /etc/sidecore/veto)", refusal(directory));
        Files.writeString(file, "exit 0\n");
        assertEquals(file + ": is not executable (want chmod +x, and a first line such as #!/bin/sh)", refusal(file));
        Scripts.executable(file, "exit 0");
        assertEquals(
                "a veto script's time limit must be from 10 ms to 10 s: 11 s",
                message(() -> VetoScript.of(file, Duration.ofSeconds(11), VetoScript.HOLDS)));
        assertEquals(
                "the time that a veto holds must be from 1 s to 86400 s: 500 ms",
                message(() -> VetoScript.of(file, AMPLE, Duration.ofMillis(500))));
    }

    private static String refusal(Path path) {
        return message(() -> VetoScript.of(path, AMPLE, VetoScript.HOLDS));
    }

    private static String message(Runnable attempt) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, attempt::run).getMessage());
    }

    @Test
    void askedAsideAnswersLaterAndIsEndedByClose() throws Exception {
        VetoScript slow = VetoScript.of(Scripts.executable(file, "exec sleep 1000"), AMPLE, VetoScript.HOLDS);
        AskedAside aside = new AskedAside(slow);
        CompletableFuture<Answer> answer = aside.ask(QUESTION);
        aside.close();
        assertEquals(none("was ended before it answered"), answer.get(60, TimeUnit.SECONDS));
    }
}
